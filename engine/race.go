package engine

import (
	"context"
	"errors"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/weights"
)

// Race is a question put to several models.
type Race struct {
	Question string `json:"question"`
	// Models are their names, as in Info.Models; each takes as many thoughts as it was trained with.
	Models []string `json:"models"`
}

// Standing is where one model stands in a race. The first of a model has its name alone: it is about to run.
type Standing struct {
	Model string `json:"model"`
	// Done of Total bytes have arrived, while it is being fetched.
	Done  int64 `json:"done,omitempty"`
	Total int64 `json:"total,omitempty"`
	// Result is its answer, with the times of its fastest run; Problem says why there is none.
	Result  *reasoner.Result `json:"result,omitempty"`
	Problem string           `json:"problem,omitempty"`
	// Absent means that it is not on this device and that its server cannot be reached.
	Absent bool `json:"absent,omitempty"`
}

// race asks one model after the other. A model that cannot be had is reported in its standing and ends nothing; a
// question that cannot be read ends the race.
func (s *Server) race(ctx context.Context, id int, r Race) (*Event, error) {
	if s.loaded == nil {
		return nil, errNotLoaded
	}
	for _, name := range r.Models {
		if err := s.runOne(ctx, id, name, r.Question); err != nil {
			return nil, err
		}
		s.yield()
	}
	return &Event{Type: EventDone}, nil
}

// runOne has one model run in a race.
func (s *Server) runOne(ctx context.Context, id int, name, question string) error {
	tell := func(st Standing) {
		st.Model = name
		s.send(&Event{Type: EventStanding, ID: id, Standing: &st})
	}
	tell(Standing{})
	model, err := s.other(ctx, name, func(p Progress) { tell(Standing{Done: p.Done, Total: p.Total}) })
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, weights.ErrUnreachable):
		tell(Standing{Absent: true})
		return nil
	case err != nil:
		tell(Standing{Problem: Sentence(err)})
		return nil
	}
	res, err := s.runBest(ctx, model, question)
	if err != nil {
		return err
	}
	tell(Standing{Result: res})
	return nil
}

// raceRuns is how often each model runs: during the first runs the browser may still be compiling the code they need.
const raceRuns = 5

// runBest returns the fastest of several runs.
func (s *Server) runBest(ctx context.Context, model Reasoner, question string) (res *reasoner.Result, err error) {
	for range raceRuns {
		o := reasoner.Options{Thoughts: -1}
		run, err := model.Ask(ctx, question, o, func(reasoner.Step) { s.yieldNowAndThen() })
		if err != nil {
			return nil, err
		}
		if res == nil || run.PrefillMS+run.ThinkMS+run.DecodeMS <= res.PrefillMS+res.ThinkMS+res.DecodeMS {
			res = run
		}
	}
	return res, nil
}
