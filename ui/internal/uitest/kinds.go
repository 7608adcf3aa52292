package uitest

import "github.com/coconut-page/coconut/engine"

// Kinds that tests ask for, by their names in package registry.
const (
	KindProsQA   engine.Kind = "prosqa"
	KindHard     engine.Kind = "hard"
	KindShort    engine.Kind = "short"
	KindWords    engine.Kind = "words"
	KindProntoQA engine.Kind = "prontoqa"
)
