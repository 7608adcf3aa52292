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
	}
	return dropEmpty(facts)
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
