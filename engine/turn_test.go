package engine

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/reasoner"
)

// steady takes a step every millisecond: as many as the question says.
type steady struct{}

func (steady) Ask(ctx context.Context, question string, _ reasoner.Options, onStep func(reasoner.Step)) (
	*reasoner.Result, error) {
	var steps int
	if _, err := fmt.Sscan(question, &steps); err != nil {
		return nil, err
	}
	for i := range steps {
		time.Sleep(time.Millisecond)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		onStep(reasoner.Step{Kind: "thought", Index: i})
	}
	return &reasoner.Result{Answer: question}, nil
}

// TestTurns: questions that are under way together take turns, so that short ones are answered while a long one goes
// on, and none is put off until all others have ended.
func TestTurns(t *testing.T) {
	events := make(chan string, 5000)
	s := &Server{Load: loads(steady{}), Send: func(msg string) { events <- msg }, Yield: func() {}}
	s.Receive(`{"type":"load","id":1}`)
	lastOf(t, events, 1)
	ask := func(id, steps int) {
		s.Receive(fmt.Sprintf(`{"type":"ask","id":%d,"ask":{"question":"%d","thoughts":1,"top_k":0}}`, id, steps))
	}
	ask(2, 1000)
	time.Sleep(20 * time.Millisecond) // it has begun
	ask(3, 40)
	ask(4, 40)
	steps := map[int]int{}
	ended := []int{}
	for len(ended) < 3 {
		e := next(t, events)
		steps[e.ID]++
		if e.Type.last() {
			ended = append(ended, e.ID)
		}
		if len(ended) == 0 && steps[3] == 40 && steps[4] < 10 || steps[4] == 40 && steps[3] < 10 {
			t.Fatalf("after %v steps one of two equal questions is nearly done and the other has hardly begun", steps)
		}
		if len(ended) == 2 && e.Type.last() {
			if steps[2] > 400 {
				t.Errorf("the long question took %d steps while two took 40", steps[2])
			}
			s.Receive(`{"type":"cancel","id":2}`)
		}
	}
	if ended[2] != 2 {
		t.Errorf("the questions ended in the order %v, want the long one last", ended)
	}
}

// TestUnknownRequests: a worker refuses what it was not made for.
func TestUnknownRequests(t *testing.T) {
	events := make(chan string, 100)
	s := &Server{Load: loads(steady{}), Send: func(msg string) { events <- msg }, Yield: func() {},
		Code: func(err error) string { return strings.ToUpper(err.Error()) }}
	for id, request := range map[int]string{
		2: `{"type":"race","id":2,"race":{"question":"","models":[]}}`,
		3: `{"type":"batch","id":3,"batch":{"kind":"prosqa","seed":1,"count":1,"thoughts":1}}`,
		4: `{"type":"tokenize","id":4,"tokenize":{"text":"a"}}`,
		5: `{"type":"session","id":5,"session":{"do":"new"}}`,
	} {
		s.Receive(request)
		e := lastOf(t, events, id)
		if e.Type != EventFailed || e.Failure.Code != "ENGINE: THIS WORKER KNOWS NO SUCH REQUEST" {
			t.Errorf("%s ends with %+v, want failed, with a code", request, e)
		}
	}
}

func next(t *testing.T, events <-chan string) *Event {
	t.Helper()
	select {
	case msg := <-events:
		e := &Event{}
		if err := json.Unmarshal([]byte(msg), e); err != nil {
			t.Fatal(err)
		}
		return e
	case <-time.After(20 * time.Second):
		t.Fatal("no event within 20 seconds")
		return nil
	}
}

// lastOf is the event that ends a request.
func lastOf(t *testing.T, events <-chan string, id int) *Event {
	t.Helper()
	for {
		if e := next(t, events); e.ID == id && e.Type.last() {
			return e
		}
	}
}
