package latent

import "github.com/coconut-page/coconut/internal/fault"

var (
	// ErrCheckpoint is wrapped by errors about a checkpoint that lacks something, or whose parts do not fit together; the
	// message names the part and says what to do.
	ErrCheckpoint = fault.New("latent", "not a checkpoint that can be read")
	// ErrUnsupported is wrapped by errors about a variant that is not read.
	ErrUnsupported = fault.New("latent", "unsupported")
)
