package coconut

import (
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
)

// Errors to compare with by errors.Is. Those about files are in package weights: ErrNotFound, ErrUnavailable,
// ErrManifest, ErrChecksum and others.
var (
	// ErrClosed is the cause when reading ends after [Model.Close].
	ErrClosed error = fault.New("coconut", "the model was closed")
	// ErrNoTask says that a model has neither a task nor a latent scheme, so it answers no questions; Complete and Chat
	// use it.
	ErrNoTask error = fault.New("coconut", "the model has no task; continue text with it")
	// ErrNoTokenizer says that a model was imported without a tokenizer: only its [Model.Session] is of use.
	ErrNoTokenizer error = completion.ErrNoTokenizer
	// ErrNoChat says that a model has no special tokens that tell the messages of a chat apart; [Model.Complete] uses it.
	ErrNoChat error = completion.ErrNoChat
	// ErrPrompt is wrapped by errors about a prompt that is empty or leaves no room for an answer.
	ErrPrompt error = completion.ErrPrompt
	// ErrOptions is wrapped by errors about [CompleteOptions]; the message names the field.
	ErrOptions error = completion.ErrOptions
	// ErrChange is wrapped by errors about a [Change] that cannot be made.
	ErrChange error = intervene.ErrChange
)

// Errors to look for by errors.As, as pointers.
type (
	// SyntaxError is about a question that cannot be read: which sentence, and why.
	SyntaxError = tasks.SyntaxError
	// UnknownWordError is about a word that the model has no token for.
	UnknownWordError = tasks.UnknownWordError
	// TooLongError is about a question that has more tokens than the model has positions.
	TooLongError = reasoner.TooLongError
)
