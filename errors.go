package coconut

import "github.com/coconut-page/coconut/internal/fault"

var (
	// ErrClosed is the cause when reading ends after Model.Close.
	ErrClosed = fault.New("coconut", "the model was closed")
	// ErrNoTask says that a model was not trained for a task, so it answers no questions; Complete and Chat use it.
	ErrNoTask = fault.New("coconut", "the model has no task; continue text with it")
)
