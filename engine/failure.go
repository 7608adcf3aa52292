package engine

import (
	"errors"
	"strings"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
)

// FailureKind says what a Failure is about, and so what the reader can do about it.
type FailureKind string

const (
	// FailedLoad means that the model did not arrive whole. Retrying may help.
	FailedLoad FailureKind = "load"
	// FailedQuestion means that the model cannot take the question. Editing it helps.
	FailedQuestion FailureKind = "question"
	// FailedEngine means that the engine itself has ended. The next Load starts another.
	FailedEngine FailureKind = "engine"
	// FailedMemory means that it ended because the browser refused it more memory. The next Load starts another, which
	// will need as much.
	FailedMemory FailureKind = "memory"
)

// Failure is an error as it crosses from the worker to the page.
type Failure struct {
	Kind FailureKind `json:"kind"`
	// Message is a sentence for the visitor.
	Message string `json:"message"`
	// Text is the sentence or word of the question that Message is about, as it stands there; "" if it is about none.
	Text string `json:"text,omitempty"`
	// Sentence is the number of that sentence counted from 1, 0 if unknown.
	Sentence int `json:"sentence,omitempty"`
	// Code names the class of the error for programs; "" in a worker that does not say.
	Code string `json:"code,omitempty"`
}

// describe turns an error of the reasoner into a Failure.
func describe(err error) Failure {
	f := Failure{Kind: FailedQuestion, Message: Sentence(err)}
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
		f.Kind = FailedEngine
	}
	return f
}

// noMemory is what the visitor reads when there is no memory left.
const noMemory = "The browser refused the model more memory. Close other tabs or programs and try again. " +
	"One question needs less than a race."

// ended says why the worker is gone. That memory ran out can only be told from the words of the Go runtime and of the
// browsers: the runtime gives no other sign, and the browsers throw errors of several classes.
func ended(message string) Failure {
	for _, words := range []string{"out of memory", "cannot allocate", "allocation failed"} {
		if strings.Contains(strings.ToLower(message), words) {
			return Failure{Kind: FailedMemory, Message: noMemory}
		}
	}
	return Failure{Kind: FailedEngine, Message: message}
}

// Sentence turns a Go error into a sentence that a visitor can read, with a capital and a full stop.
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
