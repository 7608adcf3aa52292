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

// ended says why there is no worker any more. Memory that cannot grow is told by the words of the Go runtime and of the browsers: the
// first has no other sign, and the others throw errors of several classes.
func ended(message string) ui.Failure {
	for _, words := range []string{"out of memory", "cannot allocate", "allocation failed"} {
		if strings.Contains(strings.ToLower(message), words) {
			return ui.Failure{Kind: ui.FailedMemory, Message: "The browser gave the model no more of it. Close other tabs or programs and try again. One question needs less than a race."}
		}
	}
	return ui.Failure{Kind: ui.FailedEngine, Message: message}
}

// Sentence makes a Go error fit to be read on a page: without the packages it came through, with a capital and a full stop.
func Sentence(err error) string {
	text := err.Error()
	for _, pkg := range []string{"reasoner: ", "prosqa: ", "prontoqa: ", "tokenizer: ", "runtime: ", "weights: ", "remote: "} {
		text = strings.ReplaceAll(strings.TrimPrefix(text, pkg), ": "+pkg, ": ")
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
