package coconut

import "github.com/coconut-page/coconut/internal/fault"

// ErrClosed is the cause when reading ends after Model.Close.
var ErrClosed = fault.New("coconut", "the model was closed")
