package engine

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
)

// arrivingReasoner answers when the rest of it has come, or fails with what kept it from coming.
type arrivingReasoner struct {
	asked chan bool  // told when a question has come
	rest  chan error // closed when all is there; an error otherwise, twice
	ctx   context.Context
}

func (a *arrivingReasoner) wait(ctx context.Context) error {
	select {
	case err := <-a.rest:
		return err
	default:
	}
	select {
	case err := <-a.rest:
		return err
	case <-ctx.Done():
	}
	select { // both may hold: the load's context ends with the load
	case err := <-a.rest:
		return err
	default:
		return ctx.Err()
	}
}

func (a *arrivingReasoner) Rest() (Info, error) {
	info := modelInfo
	info.Fetched = 7
	return info, a.wait(a.ctx)
}

func (a *arrivingReasoner) Ask(
	_ context.Context, question string, _ reasoner.Options, _ func(reasoner.Step),
) (*reasoner.Result, error) {
	a.asked <- true
	if err := a.wait(a.ctx); err != nil {
		if !errors.Is(err, runtime.ErrWeights) {
			err = runtime.ErrWeights.Errorf("%w", err)
		}
		return nil, err
	}
	return &reasoner.Result{Answer: question + "!"}, nil
}

// startArriving starts a client and a server whose model is on its way, and loads it.
func startArriving(t *testing.T) (*Client, *recorder, *arrivingReasoner) {
	model := &arrivingReasoner{asked: make(chan bool, 1), rest: make(chan error, 2)}
	client, r, _ := startPair(t, func(ctx context.Context, _ string, _ func(Progress)) (Model, Info, error) {
		model.ctx = ctx
		return model, modelInfo, nil
	})
	client.Load()
	r.expect(t, "opened model")
	return client, r, model
}

// TestAskWhileLoading: a question reaches the model before all of that is there, and both come to their end.
func TestAskWhileLoading(t *testing.T) {
	client, r, model := startArriving(t)
	client.Ask(Ask{Question: "Hm"})
	<-model.asked
	close(model.rest)
	heard := []string{<-r.lines, <-r.lines} // in either order
	if slices.Sort(heard); heard[0] != "ready model" || heard[1] != "result Hm! steps 0" {
		t.Errorf("the listener heard %q", heard)
	}
	client.Ask(Ask{Question: "Again"})
	r.expect(t, "result Again! steps 0")
}

// TestLoadFailsUnderAsk: that the rest of a model does not come is told once, as a load that failed; the next load
// starts afresh.
func TestLoadFailsUnderAsk(t *testing.T) {
	client, r, model := startArriving(t)
	client.Ask(Ask{Question: "Hm"})
	<-model.asked
	lost := runtime.ErrWeights.Errorf("tensor h.2: %w", fault.New("weights", "the network is gone"))
	model.rest <- lost
	model.rest <- lost
	r.expect(t, "failed load: Bad weights: tensor h.2: the network is gone. [ 0]")
	client.Load()
	r.expect(t, "opened model")
	close(model.rest)
	r.expect(t, "ready model")
}

// TestCancelLoadAndAsk: a cancel ends both, and is answered once. The question is blind to its own cancel, as one that
// waits for a layer: it ends by the load's, and is stopped all the same.
func TestCancelLoadAndAsk(t *testing.T) {
	client, r, model := startArriving(t)
	client.Ask(Ask{Question: "Hm"})
	<-model.asked
	client.Cancel()
	r.expect(t, "stopped")
	client.Load()
	r.expect(t, "opened model")
	close(model.rest)
	r.expect(t, "ready model")
}
