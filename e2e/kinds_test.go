package e2e_test

import "github.com/coconut-page/coconut/ui"

// Kinds that tests use, by their names in package registry.
const (
	kindProsQA   ui.Kind = "prosqa"
	kindHard     ui.Kind = "hard"
	kindShort    ui.Kind = "short"
	kindWords    ui.Kind = "words"
	kindProntoQA ui.Kind = "prontoqa"
)
