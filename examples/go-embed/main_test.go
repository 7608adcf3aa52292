package main

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/coconut-page/coconut"
)

func TestAnswer(t *testing.T) {
	var out strings.Builder
	if err := answer(t.Context(), &out, question); err != nil {
		t.Fatal(err)
	}
	if got := out.String(); !strings.HasSuffix(got, "### Tom friend . <eos> \n") || strings.Count(got, "thought") != 6 {
		t.Errorf("wrote\n%s", got)
	}
	if err := answer(t.Context(), &out, "Tom."); !errors.As(err, new(*coconut.SyntaxError)) {
		t.Errorf("a question that cannot be read: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := answer(ctx, &out, question); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
}
