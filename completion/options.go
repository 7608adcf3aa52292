package completion

import (
	"slices"

	"github.com/coconut-page/coconut/runtime"
)

// Options say how a text is continued. The zero value writes the likeliest token each time, until one that ends a text
// or the end of the context.
type Options struct {
	runtime.Sampling
	// MaxTokens is the most tokens to write; 0 means as many as the context holds.
	MaxTokens int
	// Thoughts is the number of latent steps between the prompt and the text. Models that were not trained for them only
	// lose the thread.
	Thoughts int
	// Stop are strings that end the text before them, and StopIDs tokens that do, besides the model's own. They may not be
	// empty, and there may be up to MaxStops strings.
	Stop    []string
	StopIDs []int
	// Top is how many candidates to list with each token, of the model's own distribution before any sampling option.
	Top int
	// Constrain, if not nil, restricts what may be written, for instance to JSON of a schema.
	Constrain Constraint
	// OnPrefill, if not nil, is called after every part of the prompt with the tokens that have been read, those from an
	// earlier text included, and their total.
	OnPrefill func(read, total int)
}

// Constraint restricts a text while it is written.
type Constraint interface {
	// Allowed lists, in ascending order, the tokens that may come next; those that end a text are among them if it may end
	// here. At least one is. The list is overwritten by the next call.
	Allowed() []int
	// Accept tells that a token was written.
	Accept(token int)
}

// MaxStops is how many stop strings there may be, MaxStopBytes how long one may be.
const (
	MaxStops     = 16
	MaxStopBytes = 1 << 10
)

// validate checks the options. Errors wrap ErrOptions or runtime.ErrOptions.
func (o *Options) validate() error {
	if o.MaxTokens < 0 || o.Thoughts < 0 || o.Top < 0 {
		return ErrOptions.Errorf("MaxTokens %d, Thoughts %d, Top %d: none may be negative", o.MaxTokens, o.Thoughts, o.Top)
	}
	if len(o.Stop) > MaxStops {
		return ErrOptions.Errorf("%d stop strings, at most %d are allowed", len(o.Stop), MaxStops)
	}
	if i := slices.IndexFunc(o.Stop, func(s string) bool { return s == "" || len(s) > MaxStopBytes }); i >= 0 {
		return ErrOptions.Errorf("stop string %d has %d bytes, want 1 to %d", i, len(o.Stop[i]), MaxStopBytes)
	}
	return o.Sampling.Validate()
}
