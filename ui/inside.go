package ui

// Inside looks into the thought that the drawing shows.
type Inside struct{ Graph }
