package ui

import "strconv"

// Facts describes the model.
type Facts struct {
	State *State
}

// Fact is one line of it.
type Fact struct{ Name, Value string }

func (c *Facts) has() bool { return c.State.Model == ModelReady }

func (c *Facts) facts() []Fact {
	i := c.State.Info
	facts := []Fact{
		{"Name", i.Name},
		{"Method", i.Method},
		{"Task", i.Task},
		{"Trained with", plural(i.Thoughts, "thought")},
		{"Parameters", formatCount(i.Parameters)},
		{"Download", formatBytes(i.Bytes)},
		{"Kernels", i.Kernels},
		{"Runs in", "one worker beside the page"},
		{"Memory", optional(i.Memory, formatBytes)},
		{"Program", optional(c.State.Program, formatBytes)},
		{"Page ready after", optional(c.State.Startup, func(ms int64) string { return formatMillis(float64(ms)) })},
		{"Weights", c.weights()},
	}
	return dropEmpty(facts)
}

// optional leaves out what is not known.
func optional(n int64, format func(int64) string) string {
	if n <= 0 {
		return ""
	}
	return format(n)
}

// measured are the data sets of the results table.
var measured = []struct{ Data, Head string }{
	{"prosqa_valid.json", "ProsQA, official"}, {"hard.json", "ProsQA-hard"}, {"counterfactual.json", "One fact edited"}, {"without thoughts", "Thoughts removed"},
}

// ResultRow is a model's row of measured accuracies.
type ResultRow struct {
	Name  string
	Cells []ResultCell
}

// ResultCell is one of them.
type ResultCell struct{ Head, Value string }

// results has a row for each model that comes with measured accuracies.
func (c *Facts) results() []ResultRow {
	var rows []ResultRow
	for _, m := range c.State.modelsOf(c.State.Info.Task) {
		if len(m.Results) == 0 {
			continue
		}
		row := ResultRow{Name: m.Method}
		for _, known := range methods {
			if known.Method == m.Method {
				row.Name = known.Name
			}
		}
		for _, data := range measured {
			value := "–"
			if share, ok := m.Results[data.Data]; ok {
				value = strconv.FormatFloat(100*share, 'f', 1, 64) + " %"
			}
			row.Cells = append(row.Cells, ResultCell{data.Head, value})
		}
		rows = append(rows, row)
	}
	return rows
}

// weights says where the verified bytes came from, and whether the next visit has them.
func (c *Facts) weights() string {
	i := c.State.Info
	if i.Fetched+i.Stored == 0 {
		return ""
	}
	from := formatBytes(i.Fetched) + " fetched"
	switch {
	case i.Fetched == 0:
		from = formatBytes(i.Stored) + " from this device"
	case i.Stored > 0:
		from += ", " + formatBytes(i.Stored) + " from this device"
	}
	return from + ", every byte verified"
}

// kept says whether there is something to delete.
func (c *Facts) kept() bool { return c.State.Info.Unkept == "" && !c.State.Forgotten }

// storage tells the visitor what the next visit will find.
func (c *Facts) storage() string {
	switch {
	case c.State.Forgotten:
		return "The downloaded weights were deleted. The next visit downloads them again."
	case c.State.Info.Unkept != "":
		return "Not kept for the next visit: " + c.State.Info.Unkept
	case c.State.Info.Unpromised:
		return "Kept in this browser, which does not say for how long: a private window forgets them when it is closed."
	}
	kept := "Kept on this device for the next visit."
	if i := c.State.Info; i.Used > 0 && i.Allowed > 0 {
		kept += " The page and its models take " + formatBytes(i.Used) + " of the " + formatBytes(i.Allowed) + " that the browser allows."
	}
	return kept
}

// dropEmpty leaves out what a model does not say of itself.
func dropEmpty(facts []Fact) []Fact {
	kept := facts[:0]
	for _, f := range facts {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}
