package remote

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/ui"
	"github.com/coconut-page/coconut/weights"
)

// race asks one model after the other. A model that cannot be had is told of in its lap and ends nothing; a question that cannot be read
// ends the race.
func (s *Server) race(ctx context.Context, id int, r ui.Race) (Event, error) {
	if s.loaded == nil {
		return Event{}, errNotLoaded
	}
	for _, name := range r.Models {
		lap := func(l ui.Lap) {
			l.Model = name
			s.send(Event{Type: EventLap, ID: id, Lap: &l})
		}
		lap(ui.Lap{})
		model, err := s.other(ctx, name, func(p ui.Progress) { lap(ui.Lap{Done: p.Done, Total: p.Total}) })
		if ctx.Err() != nil {
			return Event{}, ctx.Err()
		}
		if errors.Is(err, weights.ErrUnreachable) {
			lap(ui.Lap{Absent: true})
			continue
		}
		if err != nil {
			lap(ui.Lap{Problem: Sentence(err)})
			continue
		}
		res, err := s.runBest(ctx, model, r.Question)
		if err != nil {
			return Event{}, err
		}
		lap(ui.Lap{Result: res})
		s.yield()
	}
	return Event{Type: EventDone}, nil
}

// other is a model by its name, fetched if it is not there yet.
func (s *Server) other(ctx context.Context, name string, progress func(ui.Progress)) (Reasoner, error) {
	if model, ok := s.others[name]; ok {
		return model, nil
	}
	model, _, err := s.Load(ctx, name, progress)
	if a, ok := model.(Arriving); ok && err == nil {
		_, err = a.Rest()
	}
	if err != nil {
		return nil, err
	}
	s.others[name] = model
	return model, nil
}

// raceRuns is how often each model runs: in the first runs the browser may still be compiling the code that it needs.
const raceRuns = 5

// runBest returns the fastest of several runs.
func (s *Server) runBest(ctx context.Context, model Reasoner, question string) (res *reasoner.Result, err error) {
	for range raceRuns {
		run, err := model.Ask(ctx, question, reasoner.Options{Thoughts: -1}, func(reasoner.Step) { s.yieldNowAndThen() })
		if err != nil {
			return nil, err
		}
		if res == nil || run.PrefillMS+run.ThinkMS+run.DecodeMS <= res.PrefillMS+res.ThinkMS+res.DecodeMS {
			res = run
		}
	}
	return res, nil
}

// tallyEvery is how often the page hears of a batch.
const tallyEvery = 200 * time.Millisecond

// batch asks many questions of the page's own model.
func (s *Server) batch(ctx context.Context, id int, b ui.Batch) (Event, error) {
	if s.loaded == nil {
		return Event{}, errNotLoaded
	}
	model := s.loaded
	if b.Model != "" {
		var err error
		if model, err = s.other(ctx, b.Model, func(ui.Progress) {}); err != nil {
			return Event{}, err
		}
	}
	var items []ui.BatchItem
	last := time.Now()
	tell := func() {
		if len(items) > 0 {
			s.send(Event{Type: EventTally, ID: id, Items: items})
			items, last = nil, time.Now()
		}
	}
	defer tell() // of what was done before an error or a cancel
	for i := range min(b.Count, ui.MaxBatch) {
		seed := b.Seed + uint64(i)
		o := reasoner.Options{Thoughts: b.Thoughts, WithoutThoughts: b.AtOnce}
		if b.Traces {
			o.Trace, o.TopK = true, ui.TopK
		}
		res, err := model.Ask(ctx, ui.NewQuestion(b.Kind, seed), o, func(reasoner.Step) { s.yieldNowAndThen() })
		if err != nil {
			return Event{}, err
		}
		item := ui.BatchItem{
			Seed: seed, Verdict: res.Verdict, Answer: res.Answer, Expected: res.Expected, Hops: len(res.Path) - 1, Deep: res.ThoughtsNeeded > 0,
			Tokens: len(res.Tokens) + res.Thoughts, Millis: res.TotalMS,
		}
		if b.Traces {
			if item.Result, err = json.Marshal(res); err != nil {
				return Event{}, err
			}
		}
		items = append(items, item)
		if passed(last, tallyEvery) {
			tell()
		}
	}
	return Event{Type: EventDone}, nil
}
