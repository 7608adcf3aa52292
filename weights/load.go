package weights

import (
	"context"
	"slices"
	"sync"

	"github.com/coconut-page/coconut/internal/fault"
)

// fetchAhead is how many chunks are being fetched at a time: enough to hide the network's latency behind decompressing,
// few enough that little waits in memory.
const fetchAhead = 4

// Weights are a model's tensors in memory.
type Weights struct {
	tensors map[string]Tensor
	names   []string
}

// Tensor returns a tensor by name. It is shared and must not be changed. The error wraps ErrNotFound.
func (w *Weights) Tensor(name string) (Tensor, error) {
	t, ok := w.tensors[name]
	if !ok {
		return Tensor{}, ErrNotFound.Errorf("the model has no tensor %q", name)
	}
	return t, nil
}

// Names lists the tensors in the order of the manifest.
func (w *Weights) Names() []string { return slices.Clone(w.names) }

// Load fetches, verifies and decompresses all chunks. progress, which may be nil, is called in this goroutine before
// the first chunk and after each one, with the compressed bytes so far and in total.
//
// The error wraps ErrNotFound for a missing chunk, ErrChecksum for one with wrong bytes (and ErrTruncated if there are
// too few), ErrChunk for one that does not match the manifest, and the context's error once that is done.
func (s *Store) Load(ctx context.Context, progress func(done, total int64)) (*Weights, error) {
	w := &Weights{tensors: make(map[string]Tensor, len(s.manifest.Tensors))}
	err := s.each(ctx, progress, func(t Tensor) error {
		w.names = append(w.names, t.Name)
		w.tensors[t.Name] = t
		return nil
	})
	if err != nil {
		return nil, err
	}
	return w, nil
}

// each fetches, verifies and decompresses all chunks, and hands over every tensor when its bytes have arrived. An error
// from the callback ends it.
func (s *Store) each(ctx context.Context, progress func(done, total int64), tensor func(Tensor) error) error {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	dec, err := newDecoder()
	if err != nil {
		return err
	}
	defer dec.close()
	defer keepSpare()()
	chunks := s.fetchChunks(ctx)
	defer chunks.stop()

	build := &builder{infos: s.manifest.Tensors, complete: tensor}
	done, total := int64(0), s.manifest.chunkBytes()
	progress(done, total)
	for _, c := range s.manifest.Chunks {
		data, err := chunks.next()
		if err != nil {
			return err
		}
		raw, err := dec.decodeContent(c, data)
		if err != nil {
			return err
		}
		done += c.Size
		progress(done, total)
		if err := build.add(raw); err != nil {
			return err
		}
		data.release()
	}
	return nil
}

// fetching is a queue of chunks, in the order of the manifest, that are being fetched.
type fetching struct {
	ctx    context.Context
	cancel context.CancelFunc
	queue  chan chan fetched
	wg     sync.WaitGroup
}

type fetched struct {
	data content
	err  error
}

// fetchChunks starts fetching all chunks, at most fetchAhead at a time.
func (s *Store) fetchChunks(ctx context.Context) *fetching {
	f := &fetching{queue: make(chan chan fetched, fetchAhead-1)} // the caller of next holds one more
	f.ctx, f.cancel = context.WithCancel(ctx)
	f.wg.Go(func() {
		for _, c := range s.manifest.Chunks {
			slot := make(chan fetched, 1)
			select {
			case f.queue <- slot:
			case <-f.ctx.Done():
				return
			}
			f.wg.Go(func() {
				data, err := s.fetchContent(f.ctx, c.Path(), c.SHA256, c.Size)
				slot <- fetched{data, err}
			})
		}
	})
	return f
}

// next waits for the next chunk.
func (f *fetching) next() (content, error) {
	var slot chan fetched
	select {
	case slot = <-f.queue:
	case <-f.ctx.Done():
	}
	if err := f.ctx.Err(); err != nil {
		return nil, fault.Errorf("weights", "load: %w", err)
	}
	got := <-slot
	return got.data, got.err
}

// stop ends all fetching, and returns when all goroutines have ended.
func (f *fetching) stop() {
	f.cancel()
	f.wg.Wait()
}

// builder cuts the stream into tensors, each with its own memory, so that a tensor can be freed without the others, and
// so that its values are aligned.
type builder struct {
	infos    []TensorInfo // those not complete yet
	data     []byte       // of the first of infos
	complete func(Tensor) error
}

// add takes the next bytes of the stream, never more than the tensors hold (see Manifest.Validate).
func (b *builder) add(raw content) error {
	for at := 0; at < raw.size(); {
		t, have := b.infos[0], len(b.data)
		n := min(raw.size()-at, int(t.Length)-have)
		b.reserve(n, int(t.Length))
		b.data = b.data[:have+n]
		raw.copyTo(b.data[have:], at)
		at += n
		if len(b.data) < int(t.Length) {
			continue
		}
		whole := Tensor{Name: t.Name, DType: t.DType, Shape: t.Shape, Data: b.data}
		b.infos, b.data = b.infos[1:], nil
		if err := b.complete(whole); err != nil {
			return err
		}
	}
	return nil
}

// reserve makes room for n more bytes of a tensor of the given length. A large one grows as its bytes arrive, so a
// manifest that promises more than there is costs no memory.
func (b *builder) reserve(n, length int) {
	if need := len(b.data) + n; need > cap(b.data) {
		grown := make([]byte, len(b.data), min(length, max(2*need, MaxChunkRawSize)))
		copy(grown, b.data)
		b.data = grown
	}
}
