package remote

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/coconut-page/coconut/ui"
)

// TestLoading: what the page hears of a load, with a clock that jumps by a day between two ticks.
func TestLoading(t *testing.T) {
	heard := make(chan ui.Progress)
	l := &Loading{Tell: func(p ui.Progress) { heard <- p }}
	expect := func(what string, want ui.Progress) {
		t.Helper()
		if got := <-heard; got != want {
			t.Errorf("%s: the page hears %+v; want %+v", what, got, want)
		}
	}
	go l.Bytes(0, 100)
	expect("begun", ui.Progress{Total: 100})

	ctx, stop := context.WithCancel(context.Background())
	second, ended := make(chan time.Time), make(chan bool)
	go func() { l.Count(ctx, second); close(ended) }()
	now := time.Now()
	for i, at := range []time.Time{now, now.Add(24 * time.Hour), now.Add(-24 * time.Hour)} {
		second <- at
		expect("a second", ui.Progress{Total: 100, Seconds: float64(i + 1)})
	}
	stop()
	<-ended

	l.Opened(func(p *ui.Progress) { p.Layer, p.Layers, p.Read = 2, 3, 1 })
	go l.Failed(errors.New("weights: it is gone"), 300*time.Millisecond)
	expect("in trouble", ui.Progress{Total: 100, Seconds: 3, Layer: 2, Layers: 3, Read: 1, Trouble: "It is gone. It is tried again in 0.3 s."})
	go l.Bytes(50, 100)
	expect("well again", ui.Progress{Done: 50, Total: 100, Seconds: 3, Layer: 2, Layers: 3, Read: 1})
}
