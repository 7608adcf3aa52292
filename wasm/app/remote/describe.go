package remote

import (
	"errors"
	"strings"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/ui"
)

// describe turns an error of the reasoner into what the page shows: a sentence for the visitor, and the part of the question it is
// about.
func describe(err error) ui.Failure {
	f := ui.Failure{Kind: ui.FailedQuestion, Message: Sentence(err)}
	var syntax *tasks.SyntaxError
	var word *tasks.UnknownWordError
	var unknown *tokenizer.UnknownWordError
	switch {
	case errors.As(err, &syntax):
		f.Text, f.Sentence = syntax.Text, syntax.Sentence
	case errors.As(err, &word):
		f.Text = word.Word
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

// Sentence makes a Go error fit to be read on a page: with a capital and a full stop.
func Sentence(err error) string {
	text := fault.Text(err)
	if text == "" {
		return "It failed, and did not say why."
	}
	text = strings.ToUpper(text[:1]) + text[1:]
	if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") {
		text += "."
	}
	return text
}
