package remote

import (
	"errors"
	"strings"

	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/ui"
)

// describe turns an error of the reasoner into what the page shows: a sentence for the visitor, and the part of the question it is
// about.
func describe(err error) ui.Failure {
	f := ui.Failure{Kind: ui.FailedQuestion, Message: Sentence(err)}
	var syntax *prosqa.SyntaxError
	var pronto *prontoqa.SyntaxError
	var unknown *tokenizer.UnknownWordError
	switch {
	case errors.As(err, &syntax):
		f.Text, f.Sentence = syntax.Text, syntax.Sentence
	case errors.As(err, &pronto):
		f.Text, f.Sentence = pronto.Text, pronto.Sentence
	case errors.As(err, &unknown):
		f.Text = unknown.Word
	case errors.Is(err, errNotLoaded):
		f.Kind = ui.FailedEngine
	}
	return f
}

// Sentence makes a Go error fit to be read on a page: without the packages it came through, with a capital and a full stop.
func Sentence(err error) string {
	text := err.Error()
	for _, pkg := range []string{"reasoner: ", "prosqa: ", "prontoqa: ", "tokenizer: ", "runtime: ", "weights: ", "remote: "} {
		text = strings.ReplaceAll(text, pkg, "")
	}
	if text == "" {
		return "It failed, and did not say why."
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return text
}
