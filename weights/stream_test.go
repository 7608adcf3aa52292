package weights

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
)

// TestStream takes the tensors in another order than they arrive, and from several goroutines.
func TestStream(t *testing.T) {
	p := testPackage(5)
	mem := newMemory(t, writePackage(t, p))
	stream := mem.open(t).Stream(context.Background(), nil)
	order := slices.Clone(p.Tensors)
	slices.Reverse(order)
	errs := make(chan error, len(order))
	for _, want := range order {
		go func() {
			got, err := stream.Tensor(want.Name)
			if err == nil && (got.DType != want.DType || !slices.Equal(got.Data, want.Data)) {
				err = fmt.Errorf("tensor %s has other bytes", want.Name)
			}
			errs <- err
		}()
	}
	for range order {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if _, err := stream.Tensor(order[0].Name); !errors.Is(err, ErrNotFound) {
		t.Errorf("taken twice: %v", err)
	}
	if _, err := stream.Tensor("nothing"); !errors.Is(err, ErrNotFound) {
		t.Errorf("a tensor that there is not: %v", err)
	}
}

// TestStreamErrors: tensors before a bad chunk can be taken; for those after it the error names the chunk.
func TestStreamErrors(t *testing.T) {
	p := testPackage(6)
	mem := newMemory(t, writePackage(t, p))
	store := mem.open(t)
	last := store.Manifest().Chunks[len(store.Manifest().Chunks)-1].Path()
	flip(mem, last)
	stream := store.Stream(context.Background(), nil)
	if _, err := stream.Tensor(p.Tensors[0].Name); err != nil {
		t.Errorf("the first tensor: %v", err)
	}
	if _, err := stream.Tensor(p.Tensors[len(p.Tensors)-1].Name); !errors.Is(err, ErrChecksum) {
		t.Errorf("the last tensor: %v, want ErrChecksum", err)
	}
}

func TestStreamCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	p := testPackage(7)
	mem := newMemory(t, writePackage(t, p))
	store := mem.open(t)
	cancel()
	if _, err := store.Stream(ctx, nil).Tensor(p.Tensors[0].Name); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v, want context.Canceled", err)
	}
}

// TestStreamWaits: while nobody takes tensors, a stream stops fetching a model that is larger than what may wait, and
// it continues when somebody does.
func TestStreamWaits(t *testing.T) {
	const tensors, size = 12, streamAhead / 4
	p := Package{Name: "large", ChunkSize: MaxChunkRawSize}
	for i := range tensors {
		p.Tensors = append(p.Tensors, FromInt8s(fmt.Sprint("t", i), make([]int8, size), size))
	}
	stream := newMemory(t, writePackage(t, p)).open(t).Stream(context.Background(), nil)
	stream.mu.Lock()
	for stream.waiting <= streamAhead {
		stream.changed.Wait() // add holds the lock from adding until it waits itself
	}
	if n := len(stream.tensors); n != streamAhead/size+1 {
		t.Errorf("%d tensors wait", n)
	}
	stream.mu.Unlock()
	for i := range tensors {
		if _, err := stream.Tensor(fmt.Sprint("t", i)); err != nil {
			t.Fatal(err)
		}
	}
}
