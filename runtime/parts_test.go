package runtime

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

// heldSource holds back the tensors of one part until released.
type heldSource struct {
	tensorMap
	prefix   string
	reached  chan bool // signalled once when the part is requested
	released chan bool
	err      error
}

func (s *heldSource) Tensor(name string) (weights.Tensor, error) {
	if strings.HasPrefix(name, s.prefix) {
		select {
		case s.reached <- true:
		default:
		}
		<-s.released
		if s.err != nil {
			return weights.Tensor{}, s.err
		}
	}
	return s.tensorMap.Tensor(name)
}

// TestStartModel prefills a prompt before the last block has arrived: the blocks before it already do their work, and
// the result is the same.
func TestStartModel(t *testing.T) {
	c := tinyConfig(PositionLearned)
	tensors := randomTensors(c, 3).quantized(t)
	want := newTestModel(t, c, tensors).NewSession()
	prompt := randomPrompt(c, 20)
	must(t, want.Prefill(prompt))

	source := &heldSource{tensorMap: tensors, prefix: "h.2.", reached: make(chan bool, 1), released: make(chan bool)}
	m, err := StartModel(c, source)
	must(t, err)
	<-source.reached
	s := m.NewSession()
	done := make(chan error)
	go func() { done <- s.Prefill(prompt) }()
	select {
	case err := <-done:
		t.Fatalf("Prefill ended without the last block: %v", err)
	case <-m.parts.arrived[blockPart+1]:
	}
	if n := m.Reached(); n > 2 {
		t.Errorf("the prompt has gone through %d blocks, and 2 are there", n)
	}
	if n := m.Arrived(); n != 2 {
		t.Errorf("%d blocks have arrived, want 2", n)
	}
	close(source.released)
	must(t, <-done)
	must(t, m.Wait())
	if n := m.Arrived(); n != c.Layers {
		t.Errorf("%d blocks have arrived in the end, want %d", n, c.Layers)
	}
	if !slices.Equal(s.Hidden(), want.Hidden()) {
		t.Error("another hidden state than with a model that was there from the beginning")
	}
}

// TestStartModelFails: a call that needs a part that fails to load returns that error, and the session has read
// nothing.
func TestStartModelFails(t *testing.T) {
	c := tinyConfig(PositionRotary)
	gone := errors.New("the network is gone")
	released := make(chan bool)
	close(released)
	m, err := StartModel(c, &heldSource{tensorMap: randomTensors(c, 3), prefix: "h.1.", released: released, err: gone})
	must(t, err)
	s := m.NewSession()
	if err := s.Prefill([]int{1, 2, 3}); !errors.Is(err, gone) || !errors.Is(err, ErrWeights) ||
		!strings.Contains(err.Error(), "h.1.") {
		t.Errorf("Prefill = %v, want %v that names the tensor", err, gone)
	}
	if s.Len() != 0 || s.Hidden() != nil {
		t.Errorf("the session has read %d positions", s.Len())
	}
	if err := m.Wait(); !errors.Is(err, gone) {
		t.Errorf("Wait = %v", err)
	}
	if _, err := StartModel(Config{}, randomTensors(c, 3)); !errors.Is(err, ErrConfig) {
		t.Errorf("an empty config: %v", err)
	}
}
