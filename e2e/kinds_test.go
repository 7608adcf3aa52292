package e2e_test

import "github.com/coconut-page/coconut/engine"

// Kinds that tests use, by their names in package registry.
const (
	kindProsQA   engine.Kind = "prosqa"
	kindHard     engine.Kind = "hard"
	kindShort    engine.Kind = "short"
	kindWords    engine.Kind = "words"
	kindProntoQA engine.Kind = "prontoqa"
)
