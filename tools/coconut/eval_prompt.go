package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/bom"
)

// What a language model without a latent scheme is given by default: a message if it chats, otherwise a text, whose
// answer ends where it begins the next question by itself. docs/eval.md quotes both.
const (
	defaultMessage = runtime.QuestionMark + "\nThink step by step, and end with \"The answer is\" and the number."
	defaultPrompt  = "Question: " + runtime.QuestionMark + "\nAnswer:"
	defaultStop    = "Question:"
)

// maxTemplate bounds a template, in bytes.
const maxTemplate = 64 << 10

// setTemplate chooses what a model gets: what the options say, its scheme's prompt, or a default.
func (t *textSubject) setTemplate(o *evalOptions) (err error) {
	switch {
	case o.message != "":
		if t.chats = true; !t.model.Chats() {
			return completion.ErrNoChat
		}
		t.template, err = readTemplate(o.message)
	case o.prompt != "":
		t.template, err = readTemplate(o.prompt)
	case t.latent:
	case t.model.Chats():
		t.chats, t.template = true, defaultMessage
	default:
		t.template = defaultPrompt
		if t.stop == nil {
			t.stop = []string{defaultStop}
		}
	}
	return err
}

// readTemplate reads a file with runtime.QuestionMark in it. A line break at its end, which most editors write, is not
// part of it.
func readTemplate(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", plainError(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(bom.NewReader(f), maxTemplate+1))
	if err != nil {
		return "", plainError(err)
	}
	if len(data) > maxTemplate {
		return "", fmt.Errorf("%s has more than %d bytes", path, maxTemplate)
	}
	text := strings.TrimSuffix(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
	if !strings.Contains(text, runtime.QuestionMark) {
		return "", fmt.Errorf("%s has no %s in it, where the question goes", path, runtime.QuestionMark)
	}
	return text, nil
}
