package ui

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
		{"Weights", c.weights()},
	}
	return dropEmpty(facts)
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
	}
	return "Kept on this device for the next visit."
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
