package weights

import (
	"context"
	"sync"

	"github.com/coconut-page/coconut/internal/fault"
)

// streamAhead bounds the bytes of tensors that have arrived and wait to be taken: enough to keep the network busy while
// one is being worked on, and far less than a model.
const streamAhead = 32 << 20

// Stream hands out a model's tensors while they are being fetched. Each can be taken once and is then forgotten, so a
// model that is turned into something else (as package runtime does) is never in memory twice.
type Stream struct {
	mu      sync.Mutex
	changed sync.Cond // guards everything below
	tensors map[string]Tensor
	state   map[string]tensorState
	waiting int   // bytes in tensors
	wanted  int   // calls of Tensor that wait
	err     error // set at the end of the stream
}

// tensorState is how far a tensor of the manifest has come.
type tensorState int

const (
	coming tensorState = iota + 1
	arrived
	taken
)

// Stream starts fetching all chunks, verifies and decompresses them as Load does, with the same errors, which Tensor
// returns. progress is called from another goroutine. When ctx is done, so is the stream.
func (s *Store) Stream(ctx context.Context, progress func(done, total int64)) *Stream {
	t := &Stream{tensors: map[string]Tensor{}, state: map[string]tensorState{}}
	t.changed.L = &t.mu
	for _, info := range s.manifest.Tensors {
		t.state[info.Name] = coming
	}
	context.AfterFunc(ctx, func() { t.end(fault.Errorf("weights", "load: %w", context.Cause(ctx))) })
	go func() {
		if err := s.each(ctx, progress, t.add); err != nil {
			t.end(err)
		}
	}()
	return t
}

// Tensor waits for a tensor and hands it over. The error wraps ErrNotFound for a tensor that the model does not have or
// that was taken before, and is otherwise the error that ended the stream.
func (t *Stream) Tensor(name string) (Tensor, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.wanted++
	t.changed.Broadcast()
	for t.state[name] == coming && t.err == nil {
		t.changed.Wait()
	}
	t.wanted--
	switch t.state[name] {
	case arrived:
	case coming:
		return Tensor{}, t.err
	case taken:
		return Tensor{}, ErrNotFound.Errorf("tensor %q was taken already", name)
	default:
		return Tensor{}, ErrNotFound.Errorf("the model has no tensor %q", name)
	}
	tensor := t.tensors[name]
	delete(t.tensors, name)
	t.state[name] = taken
	t.waiting -= len(tensor.Data)
	t.changed.Broadcast()
	return tensor, nil
}

// add keeps a tensor for Tensor, and returns when the next one may come: when there is room, or when somebody waits for
// a tensor that has not arrived.
func (t *Stream) add(tensor Tensor) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tensors[tensor.Name], t.state[tensor.Name] = tensor, arrived
	t.waiting += len(tensor.Data)
	t.changed.Broadcast()
	for t.waiting > streamAhead && t.wanted == 0 && t.err == nil {
		t.changed.Wait()
	}
	return t.err
}

// end ends the stream with err, if it has not ended before.
func (t *Stream) end(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.err == nil {
		t.err = err
	}
	t.changed.Broadcast()
}
