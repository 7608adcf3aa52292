package engine

import (
	"context"
	"testing"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/weights"
)

// TestLoading: what the page hears of a load, with a clock that jumps by a day between two ticks.
func TestLoading(t *testing.T) {
	heard := make(chan Progress)
	l := &Loading{Tell: func(p Progress) { heard <- p }}
	expect := func(what string, want Progress) {
		t.Helper()
		if got := <-heard; got != want {
			t.Errorf("%s: the page hears %+v; want %+v", what, got, want)
		}
	}
	go l.Bytes(0, 100)
	expect("begun", Progress{Total: 100})

	ctx, stop := context.WithCancel(context.Background())
	second, ended := make(chan time.Time), make(chan bool)
	go func() { l.Count(ctx, second); close(ended) }()
	now := time.Now()
	for i, at := range []time.Time{now, now.Add(24 * time.Hour), now.Add(-24 * time.Hour)} {
		second <- at
		expect("a second", Progress{Total: 100, Seconds: float64(i + 1)})
	}
	stop()
	<-ended

	l.Opened(func(p *Progress) { p.Layer, p.Layers, p.Read = 2, 3, 1 })
	go l.Failed(fault.New("weights", "it is gone"), 300*time.Millisecond)
	expect("in trouble", Progress{
		Total: 100, Seconds: 3, Layer: 2, Layers: 3, Read: 1, Trouble: "It is gone. It is tried again in 0.3 s.",
	})
	go l.Bytes(50, 100)
	expect("well again", Progress{Done: 50, Total: 100, Seconds: 3, Layer: 2, Layers: 3, Read: 1})
}

// TestReach: a model that the page can do without is waited for while that can be of use.
func TestReach(t *testing.T) {
	unreachable := fault.Errorf("weights", "fetch: %w: TypeError", weights.ErrUnreachable)
	offline := false
	r := &Reach{Offline: func() bool { return offline }}
	for _, tt := range []struct {
		what    string
		change  func()
		err     error
		useless bool
	}{
		{"at first", func() {}, unreachable, false},
		{"without a network", func() { offline = true }, unreachable, true},
		{"a busy server, without a network", func() {}, weights.ErrUnavailable, false}, // on this machine
		{"with it again", func() { offline = false }, unreachable, false},
		{"after a model that is not there", func() { r.Tried(weights.ErrNotFound) }, unreachable, false},
		{"after a model that was tried in vain", func() { r.Tried(unreachable) }, unreachable, true},
		{"a busy server, after that", func() {}, weights.ErrUnavailable, false},
		{"after one that came", func() { r.Tried(nil) }, unreachable, false},
	} {
		tt.change()
		if got := r.Hopeless(tt.err); got != tt.useless {
			t.Errorf("%s: hopeless is %t", tt.what, got)
		}
	}
}
