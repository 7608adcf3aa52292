package code

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

// TestOf names classes of errors, the narrowest first.
func TestOf(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&tasks.SyntaxError{Reason: "x"}, "syntax"},
		{&tasks.UnknownWordError{Word: "x"}, "unknown-word"},
		{&tokenizer.UnknownWordError{Word: "x"}, "unknown-word"},
		{&reasoner.TooLongError{}, "too-long"},
		{completion.ErrTooLong.Errorf("x"), "too-long"},
		{completion.ErrPrompt.Errorf("x"), "prompt"},
		{weights.ErrCompression.Errorf("x"), "unsupported-model"},
		{weights.ErrChunk.Errorf("x"), "corrupt"},
		{weights.ErrUnreachable.Errorf("x"), "unreachable"},
		{weights.ErrUnavailable.Errorf("status 503"), "unreachable"},
		{runtime.ErrWeights.Errorf("%w", weights.ErrUnreachable), "unreachable"},
		{runtime.ErrWeights.Errorf("%w", weights.ErrChecksum), "corrupt"},
		{errors.New("x"), Failed},
	} {
		if got := Of(fmt.Errorf("wrapped: %w", tt.err)); got != tt.want {
			t.Errorf("the code of %q is %q, want %q", tt.err, got, tt.want)
		}
	}
}

// TestDocumented: index.d.ts lists every code.
func TestDocumented(t *testing.T) {
	types, err := os.ReadFile("../../wasm/npm/index.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	listed := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^  \| "([a-z-]+)";?$`).FindAllSubmatch(types, -1) {
		listed[string(m[1])] = true
	}
	for _, code := range []string{Failed, "syntax", "unknown-word", "too-long"} {
		if !listed[code] {
			t.Errorf("index.d.ts does not list %q", code)
		}
	}
	for _, s := range sentinels {
		if !listed[s.code] {
			t.Errorf("index.d.ts does not list %q, of %v", s.code, s.is)
		}
	}
}
