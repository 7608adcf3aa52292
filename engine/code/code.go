// Package code names the classes of errors for programs that only see an engine's events, such as the npm package: its
// index.d.ts says what each means.
package code

import (
	"errors"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/completion/schema"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/engine/inner"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

// Failed is the code of an error of no known class.
const Failed = "failed"

// sentinels are the classes that errors.Is finds, each before those that it is part of.
var sentinels = []struct {
	is   error
	code string
}{
	{weights.ErrCompression, "unsupported-model"},
	{weights.ErrNotFound, "not-found"},
	{weights.ErrUnavailable, "unreachable"},
	{weights.ErrManifest, "corrupt"}, {weights.ErrChecksum, "corrupt"}, {weights.ErrTruncated, "corrupt"},
	{weights.ErrChunk, "corrupt"}, {weights.ErrTensor, "corrupt"}, {weights.ErrTooLarge, "corrupt"},
	{runtime.ErrWeights, "corrupt"},
	{runtime.ErrConfig, "unsupported-model"}, {runtime.ErrTokenizer, "unsupported-model"},
	{tokenizer.ErrUnsupported, "unsupported-model"},
	{completion.ErrNoChat, "not-chat"},
	{engine.ErrNoQuestions, "no-task"},
	{completion.ErrNoTokenizer, "no-tokenizer"}, {inner.ErrNoTokenizer, "no-tokenizer"},
	{schema.ErrSchema, "schema"},
	{runtime.ErrContextFull, "too-long"}, {tokenizer.ErrTooLong, "too-long"}, {completion.ErrTooLong, "too-long"},
	{completion.ErrPrompt, "prompt"}, {tokenizer.ErrFormat, "prompt"},
	{runtime.ErrEmpty, "empty"},
	{runtime.ErrToken, "options"}, {runtime.ErrOptions, "options"}, {completion.ErrOptions, "options"},
	{engine.ErrRequest, "options"}, {intervene.ErrChange, "options"}, {inner.ErrSession, "options"},
	{inner.ErrNoSession, "disposed"},
}

// Of names the class of an error.
func Of(err error) string {
	switch {
	case errors.As(err, new(*tasks.SyntaxError)):
		return "syntax"
	case errors.As(err, new(*tasks.UnknownWordError)), errors.As(err, new(*tokenizer.UnknownWordError)):
		return "unknown-word"
	case errors.As(err, new(*reasoner.TooLongError)):
		return "too-long"
	}
	for _, s := range sentinels {
		if errors.Is(err, s.is) {
			return s.code
		}
	}
	return Failed
}
