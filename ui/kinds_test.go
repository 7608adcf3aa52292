package ui

// Kinds that tests ask for, by their names in package registry.
const (
	KindProsQA   Kind = "prosqa"
	KindHard     Kind = "hard"
	KindShort    Kind = "short"
	KindWords    Kind = "words"
	KindProntoQA Kind = "prontoqa"
)
