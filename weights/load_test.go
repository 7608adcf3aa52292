package weights

import (
	"context"
	"errors"
	"reflect"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestLoadProgress(t *testing.T) {
	s, err := Open(context.Background(), Dir(writePackage(t, testPackage(1))))
	if err != nil {
		t.Fatal(err)
	}
	type call struct{ done, total int64 }
	var got, want []call
	total := s.Manifest().Bytes()
	for _, f := range s.Manifest().Files {
		total -= f.Size
	}
	want = append(want, call{0, total})
	for _, c := range s.Manifest().Chunks {
		want = append(want, call{want[len(want)-1].done + c.Size, total})
	}
	if _, err := s.Load(context.Background(), func(done, total int64) {
		got = append(got, call{done, total})
	}); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) || want[len(want)-1].done != total {
		t.Errorf("progress was %v, want %v", got, want)
	}
}

// TestLoadAhead: chunks are fetched four at a time and no more, whatever order they arrive in.
func TestLoadAhead(t *testing.T) {
	want := testPackage(1)
	src := newMemory(t, writePackage(t, want))
	synctest.Test(t, func(t *testing.T) {
		s := src.open(t)
		var now, most atomic.Int64
		order := map[string]int{}
		for i, c := range s.Manifest().Chunks {
			order[c.Path()] = i
		}
		src.before = func(_ context.Context, name string, _ int, data []byte) ([]byte, error) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			time.Sleep(time.Second - time.Duration(order[name]%fetchAhead)*time.Millisecond) // the last chunk first
			return data, nil
		}
		began := time.Now()
		w, err := s.Load(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		checkTensors(t, w, want.Tensors)
		if got := most.Load(); got != fetchAhead {
			t.Errorf("%d chunks were fetched at a time, want %d", got, fetchAhead)
		}
		n := len(s.Manifest().Chunks)
		if took, most := time.Since(began), time.Duration((n+fetchAhead-1)/fetchAhead)*time.Second; took > most {
			t.Errorf("%d chunks of a second each took %v, want at most %v", n, took, most)
		}
	})
}

// TestLoadCancelled cancels before fetching, and while chunks are being fetched. synctest fails the test if a goroutine
// is left behind.
func TestLoadCancelled(t *testing.T) {
	src := newMemory(t, writePackage(t, testPackage(1)))
	for _, after := range []time.Duration{0, 2500 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			s := src.open(t)
			src.before = func(ctx context.Context, _ string, _ int, data []byte) ([]byte, error) {
				select {
				case <-time.After(time.Second):
					return data, nil
				case <-ctx.Done():
					return nil, ctx.Err()
				}
			}
			defer func() { src.before = nil }()
			ctx, cancel := context.WithCancel(t.Context())
			if after == 0 {
				cancel()
			}
			time.AfterFunc(after, cancel)
			began := time.Now()
			w, err := s.Load(ctx, nil)
			if w != nil || !errors.Is(err, context.Canceled) {
				t.Errorf("cancelled after %v: Load = %v, %v; want %v", after, w, err, context.Canceled)
			}
			if took := time.Since(began); took != after {
				t.Errorf("cancelled after %v: Load took %v", after, took)
			}
		})
	}
}

// TestLoadLeavesNothing: when Load has given up, no ReadFile call of a slow source is still running.
func TestLoadLeavesNothing(t *testing.T) {
	src := newMemory(t, writePackage(t, testPackage(1)))
	synctest.Test(t, func(t *testing.T) {
		s := src.open(t)
		var now atomic.Int64
		src.before = func(_ context.Context, _ string, _ int, data []byte) ([]byte, error) {
			n := now.Add(1)
			defer now.Add(-1)
			time.Sleep(time.Duration(n) * time.Second) // whatever the context says
			return data, nil
		}
		ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
		defer cancel()
		if _, err := s.Load(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Load: error %v, want %v", err, context.DeadlineExceeded)
		}
		if n := now.Load(); n != 0 {
			t.Errorf("%d files are still being read after Load", n)
		}
	})
}

// TestLoadDeadline: the error tells a deadline from a cancellation.
func TestLoadDeadline(t *testing.T) {
	src := newMemory(t, writePackage(t, testPackage(1)))
	s := src.open(t)
	ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
	defer cancel()
	if _, err := s.Load(ctx, nil); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Load: error %v, want %v", err, context.DeadlineExceeded)
	}
	if _, err := Open(ctx, FS(mapFS(src.files))); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Open: error %v, want %v", err, context.DeadlineExceeded)
	}
}

func TestWeightsNotFound(t *testing.T) {
	s, err := Open(context.Background(), Dir(writePackage(t, testPackage(1))))
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Load(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := w.Tensor("lm_head.weight"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Tensor = %v, %v; want %v", got, err, ErrNotFound)
	}
	w.Names()[0] = "changed"
	if got, want := w.Names()[0], "h.0.weight"; got != want {
		t.Errorf("the first name is %q after the caller changed its copy, want %q", got, want)
	}
}
