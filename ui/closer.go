package ui

// Closer stands below the drawing: what its colours mean and might mean instead, the way to change it, and the shown
// thought itself.
type Closer struct {
	Graph
}
