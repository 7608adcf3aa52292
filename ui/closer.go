package ui

// Closer stands below the drawing: what its colours mean and might mean instead, and the way to change it.
type Closer struct {
	Graph
}
