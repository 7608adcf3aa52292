package page

import (
	"testing"

	"github.com/coconut-page/coconut/ui/internal/uitest"
)

func newState(t *testing.T) (*State, *uitest.Engine) {
	t.Helper()
	e := &uitest.Engine{}
	return NewState(e, 7), e
}

// runningState has its model, and its first question was asked.
func runningState(t *testing.T) (*State, *uitest.Engine) {
	t.Helper()
	s, e := newState(t)
	s.Load()
	s.OnReady(uitest.Info)
	s.Ask()
	return s, e
}
