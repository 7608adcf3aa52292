package ui

import (
	"slices"
	"strconv"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/ui/page"
)

// Facts describes the model.
type Facts struct {
	State *page.State
}

// fact is one line of the description.
type fact struct{ Name, Value string }

func (c *Facts) has() bool { return c.State.Model == page.ModelReady }

// facts are about the model that the question in the box goes to. Less is known about one that is not the page's own.
func (c *Facts) facts() []fact {
	i, weights := c.State.Info, c.weights()
	if m, ok := c.State.Other(); ok {
		i.Name, i.Method, i.Task, i.Thoughts, i.Bytes = m.Name, m.Method, m.Task, m.Thoughts, m.Bytes
		i.Parameters, weights = 0, ""
	}
	facts := []fact{
		{"Name", i.Name},
		{"Method", i.Method},
		{"Task", i.Task},
		{"Trained with", page.Plural(i.Thoughts, "thought")},
		{"Parameters", optional(i.Parameters, page.FormatCount)},
		{"Download", page.FormatBytes(i.Bytes)},
		{"Kernels", i.Kernels},
		{"Runs in", "one worker beside the page"},
		{"Memory", optional(i.Memory, page.FormatBytes)},
		{"Program", optional(c.State.Program, page.FormatBytes)},
		{"Page ready after", optional(c.State.Startup, func(ms int64) string { return page.FormatMillis(float64(ms)) })},
		{"Weights", weights},
	}
	return dropEmpty(facts)
}

// optional formats a number, and is "" for one that is not known.
func optional(n int64, format func(int64) string) string {
	if n <= 0 {
		return ""
	}
	return format(n)
}

// measuredData is a data set that heads a column of measured accuracies.
type measuredData struct{ File, Head string }

// columnsOf are the data sets of a task, and the control without thoughts if any of its models was measured with it.
func columnsOf(task tasks.Task, models []engine.ModelInfo) []measuredData {
	var data []measuredData
	for _, b := range task.Benchmarks() {
		if b.Label != "" {
			data = append(data, measuredData{b.File, b.Label})
		}
	}
	const control = "without thoughts"
	if slices.ContainsFunc(models, func(m engine.ModelInfo) bool { _, ok := m.Results[control]; return ok }) {
		data = append(data, measuredData{control, "Thoughts removed"})
	}
	return data
}

// resultTable has the measured accuracies of the models of a task.
type resultTable struct {
	ID, HeadingID, Heading string
	Heads                  []string
	Rows                   []resultLine
}

// resultLine is the row of one model.
type resultLine struct {
	Name  string
	Cells []resultCell
}

// resultCell is one measured accuracy.
type resultCell struct{ Head, Value string }

// results are the tables of the tasks whose models come with measured accuracies.
func (c *Facts) results() []resultTable {
	var tables []resultTable
	for _, task := range registry.All {
		models := c.State.ModelsOf(task.Name())
		data := columnsOf(task, models)
		t := resultTable{ID: "results-" + task.Name(), Heading: page.Say("Right answers to {task}", task.Title())}
		if task == registry.Default() {
			t.ID, t.Heading = "results", page.Say("{Answers}, as measured when the models were made", t.Heading)
		}
		t.HeadingID = t.ID + "-heading"
		for _, d := range data {
			t.Heads = append(t.Heads, d.Head)
		}
		for _, model := range models {
			if len(model.Results) > 0 {
				t.Rows = append(t.Rows, resultRow(model, data))
			}
		}
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

func resultRow(m engine.ModelInfo, data []measuredData) resultLine {
	row := resultLine{Name: m.Method}
	if known := page.MethodOf(m.Method); known != nil {
		row.Name = known.Name
	}
	for _, d := range data {
		value := "–"
		if share, ok := m.Results[d.File]; ok {
			value = strconv.FormatFloat(100*share, 'f', 1, 64) + " %"
		}
		row.Cells = append(row.Cells, resultCell{d.Head, value})
	}
	return row
}

// weights says where the verified bytes came from.
func (c *Facts) weights() string {
	i := c.State.Info
	if i.Fetched+i.Stored == 0 {
		return ""
	}
	from := page.Say("{Size} fetched", page.FormatBytes(i.Fetched))
	switch {
	case i.Fetched == 0:
		from = page.Say("{Size} from this device", page.FormatBytes(i.Stored))
	case i.Stored > 0:
		from = page.Say("{Size} fetched, {SizeKept} from this device", page.FormatBytes(i.Fetched),
			page.FormatBytes(i.Stored))
	}
	return page.Say("{From}, every byte verified", from)
}

// kept reports whether the weights were kept on this device. Once they are deleted the button stays, because it has the
// focus, and does nothing.
func (c *Facts) kept() bool { return c.State.Info.Unkept == "" }

// storage tells the visitor what the next visit will find.
func (c *Facts) storage() string {
	switch {
	case c.State.Forgotten:
		return "The downloaded weights were deleted. The next visit downloads them again."
	case c.State.Info.Unkept != "":
		return page.Say("Not kept for the next visit: {Reason}", c.State.Info.Unkept)
	case c.State.Info.Unpromised:
		return "Kept in this browser, which does not say for how long: a private window forgets them when it is closed."
	}
	kept := "Kept on this device for the next visit."
	if i := c.State.Info; i.Used > 0 && i.Allowed > 0 {
		kept += " " + page.Say("The page and its models take {Size} of the {SizeAll} that the browser allows.",
			page.FormatBytes(i.Used), page.FormatBytes(i.Allowed))
	}
	return kept
}

// dropEmpty removes the facts that are not known.
func dropEmpty(facts []fact) []fact {
	kept := facts[:0]
	for _, f := range facts {
		if f.Value != "" {
			kept = append(kept, f)
		}
	}
	return kept
}
