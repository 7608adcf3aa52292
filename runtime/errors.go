package runtime

import "github.com/coconut-page/coconut/internal/fault"

var (
	// ErrConfig is wrapped by errors about a config.json; the message names the field.
	ErrConfig = fault.New("runtime", "bad config")
	// ErrWeights is wrapped by NewModel's errors about a tensor that does not match the config; the message names it.
	ErrWeights = fault.New("runtime", "bad weights")
	// ErrTokenizer is wrapped by SetTokenizer's errors, and by Generate's if no tokenizer was set or it lacks a token.
	ErrTokenizer = fault.New("runtime", "unfit tokenizer")
	// ErrToken is wrapped by errors about a token id outside the vocabulary.
	ErrToken = fault.New("runtime", "no such token")
	// ErrContextFull is wrapped by errors about a sequence that would exceed the model's n_positions.
	ErrContextFull = fault.New("runtime", "context full")
	// ErrEmpty says that a session has no hidden state yet, because nothing was read: there is nothing to think or speak
	// from.
	ErrEmpty = fault.New("runtime", "nothing was read yet")
	// ErrOptions is wrapped by Generate's errors about its options; the message names the field.
	ErrOptions = fault.New("runtime", "bad options")
)
