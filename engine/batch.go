package engine

import (
	"context"
	"encoding/json"
	"time"

	"github.com/coconut-page/coconut/reasoner"
)

// MaxBatch is the most questions of one batch.
const MaxBatch = 1000

// TopK is how many tokens a page lists after each step for "what would it say now", and so those of a batch's traces.
const TopK = 5

// Batch is a number of questions of one kind, with the seeds from Seed up.
type Batch struct {
	Kind     Kind   `json:"kind"`
	Seed     uint64 `json:"seed"`
	Count    int    `json:"count"`    // at most MaxBatch
	Thoughts int    `json:"thoughts"` // latent steps; -1 for as many as the model was trained with
	// Model names another model than the page's own, as in Info.Models.
	Model string `json:"model,omitempty"`
	// AtOnce takes the thoughts away.
	AtOnce bool `json:"at_once,omitempty"`
	// Traces asks for the trace of every question, which takes longer.
	Traces bool `json:"traces,omitempty"`
	// Conditions are ways of changing the thoughts, see condition. Each question is asked without a change, and then
	// under each of them that there is for it.
	Conditions []string `json:"conditions,omitempty"`
}

// BatchItem is the result of one question of a batch.
type BatchItem struct {
	Seed     uint64  `json:"seed"`
	Verdict  string  `json:"verdict"`
	Answer   string  `json:"answer"`
	Expected string  `json:"expected"`
	Hops     int     `json:"hops"`           // facts from the word asked about to the right answer; -1 if there is none
	Deep     bool    `json:"deep,omitempty"` // more facts than the thoughts reach
	Tokens   int     `json:"tokens"`         // thoughts and generated tokens
	Millis   float64 `json:"ms"`             // wall time
	// Condition is how the thoughts were changed, "" if they were not. Predicted is the answer that follows if the
	// thoughts carry it, "" where the condition predicts none.
	Condition string `json:"condition,omitempty"`
	Predicted string `json:"predicted,omitempty"`
	// Result is a reasoner.Result with its trace, as `coconut ask --json` prints it, and nil without Batch.Traces. The
	// page only passes it on.
	Result json.RawMessage `json:"result,omitempty"`
}

// tallyEvery is how often the page hears of a batch.
const tallyEvery = 200 * time.Millisecond

// batch asks many questions of one model.
func (s *Server) batch(ctx context.Context, id int, b Batch) (*Event, error) {
	model, err := s.named(ctx, b.Model)
	if err != nil {
		return nil, err
	}
	var items []BatchItem
	last := time.Now()
	tell := func() {
		if len(items) > 0 {
			s.send(&Event{Type: EventTally, ID: id, Items: items})
			items, last = nil, time.Now()
		}
	}
	defer tell() // what was done before an error or a cancel counts
	conditions := append([]string{""}, b.Conditions...)
	for i := range min(b.Count, MaxBatch) {
		for _, name := range conditions {
			c, err := newCondition(name, b.Kind, b.Seed+uint64(i))
			if err != nil {
				return nil, err
			}
			if c.none {
				continue
			}
			item, err := s.batchItem(ctx, model, b, c)
			if err != nil {
				return nil, err
			}
			items = append(items, item)
			if passed(last, tallyEvery) {
				tell()
			}
		}
	}
	return &Event{Type: EventDone}, nil
}

// batchItem asks one question of a batch under one condition.
func (s *Server) batchItem(ctx context.Context, model Reasoner, b Batch, c *condition) (BatchItem, error) {
	o := reasoner.Options{Thoughts: b.Thoughts, WithoutThoughts: b.AtOnce, Changes: c.changes, Reuse: true}
	if b.Traces {
		o.Trace, o.TopK = true, TopK
	}
	res, err := model.Ask(ctx, c.question, o, func(reasoner.Step) { s.yieldNowAndThen() })
	if err != nil {
		return BatchItem{}, err
	}
	item := BatchItem{
		Seed: c.seed, Condition: c.name, Predicted: c.predicted, Verdict: res.Verdict, Answer: res.Answer,
		Expected: res.Expected, Hops: len(res.Path) - 1, Deep: res.ThoughtsNeeded > 0,
		Tokens: len(res.Tokens) + res.Thoughts, Millis: res.TotalMS,
	}
	if b.Traces {
		if item.Result, err = json.Marshal(res); err != nil {
			return BatchItem{}, err
		}
	}
	return item, nil
}

// ServeMany is Server.Extend of a worker that answers many questions at once: a RequestRace and a RequestBatch.
func ServeMany(ctx context.Context, s *Server, r *Request) (*Event, error) {
	switch {
	case r.Race != nil:
		return s.race(ctx, r.ID, *r.Race)
	case r.Batch != nil:
		return s.batch(ctx, r.ID, *r.Batch)
	}
	return nil, errUnknown
}
