package runtime

import "errors"

var (
	// ErrConfig is wrapped by errors about a config.json; the message names the field.
	ErrConfig = errors.New("runtime: bad config")
	// ErrWeights is wrapped by NewModel's errors about a tensor that does not fit the config; the message names it.
	ErrWeights = errors.New("runtime: bad weights")
	// ErrTokenizer is wrapped by SetTokenizer's errors, and by Generate's if no tokenizer was set or it lacks a token.
	ErrTokenizer = errors.New("runtime: unfit tokenizer")
	// ErrToken is wrapped by errors about a token id outside the vocabulary.
	ErrToken = errors.New("runtime: no such token")
	// ErrContextFull is wrapped by errors about a sequence that would be longer than the model's n_positions.
	ErrContextFull = errors.New("runtime: context full")
	// ErrEmpty says that a session has no hidden state yet, because nothing was read: there is nothing to think or speak from.
	ErrEmpty = errors.New("runtime: nothing was read yet")
	// ErrOptions is wrapped by Generate's errors about its options; the message names the field.
	ErrOptions = errors.New("runtime: bad options")
)
