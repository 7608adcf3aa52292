package runtime

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/weights"
)

// parts are the pieces that a model is read in, in the order in which a forward pass needs them: the embeddings, each
// block, and the final norm with the head, the stop head and the projection. A session waits for a part before it uses
// it, so a prompt can be on its way through the first layers while the weights of later ones are still being fetched.
type parts struct {
	arrived []chan struct{} // closed when the part is there, or will never be
	mu      sync.Mutex
	err     error // set before the channels that it concerns are closed
	passed  atomic.Int32
}

// The numbers of the parts; block l is blockPart + l, the end is blockPart + n_layer.
const (
	embeddingPart = 0
	blockPart     = 1
)

func newParts(layers int) *parts {
	p := &parts{arrived: make([]chan struct{}, blockPart+layers+1)}
	for i := range p.arrived {
		p.arrived[i] = make(chan struct{})
	}
	return p
}

// read reads the parts one after another. After an error no part arrives any more.
func (p *parts) read(part func(i int) error) {
	for i, arrived := range p.arrived {
		if p.err == nil {
			if err := part(i); err != nil {
				p.mu.Lock()
				p.err = err
				p.mu.Unlock()
			}
		}
		close(arrived)
	}
}

// await returns when a part is there, or with the error that kept it from coming.
func (p *parts) await(i int) error {
	<-p.arrived[i]
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

// end is the number of the last part.
func (p *parts) end() int { return len(p.arrived) - 1 }

// Open begins to read the model that a store holds, and returns once its config is checked: see StartModel. progress,
// which may be nil, hears of compressed bytes, from another goroutine. ctx ends the reading, with an error from
// Model.Wait. Errors wrap ErrConfig.
func Open(ctx context.Context, store *weights.Store, progress func(done, total int64)) (*Model, error) {
	config, err := ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	return StartModel(config, store.Stream(ctx, progress))
}

// StartModel begins to build a model from its tensors, and returns at once: a source whose Tensor waits for what is
// still being fetched makes a model that can be used while it is being loaded. Sessions wait for the parts that they
// need, and return the error of a part that could not be read. Errors of this function wrap ErrConfig; see NewModel for
// those of the parts.
func StartModel(c Config, source TensorSource) (*Model, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	m := &Model{config: c, blocks: make([]block, c.Layers), parts: newParts(c.Layers), kept: newKept(c),
		used: new(sync.Pool), team: new(atomic.Pointer[simd.Team])}
	if c.Position == PositionRotary {
		m.rotary = newRotary(c)
	}
	go m.parts.read(func(i int) error { return m.readPart(&reader{source: source}, i) })
	return m, nil
}

// Arrived is how many of the model's blocks are there.
func (m *Model) Arrived() (blocks int) {
	for l := range m.blocks {
		select {
		case <-m.parts.arrived[blockPart+l]:
			blocks++
		default:
			return blocks
		}
	}
	return blocks
}

// Reached is how many of the model's blocks the first tokens have gone through: how far a question has come that was
// asked while the model is being loaded.
func (m *Model) Reached() (blocks int) { return int(m.parts.passed.Load()) }

// pass notes that tokens have gone through block l. Several sessions may do so at once; that one of them may note less
// is no harm.
func (p *parts) pass(l int) {
	if passed := int32(l + 1); p.passed.Load() < passed {
		p.passed.Store(passed)
	}
}

// Wait returns when all of the model is there, or with the error that kept it from being read.
func (m *Model) Wait() error { return m.parts.await(m.parts.end()) }

// readPart reads one part of the model.
func (m *Model) readPart(r *reader, i int) error {
	arch := architectures[m.config.ModelType]
	switch i {
	case embeddingPart:
		arch.readStart(r, m)
	case m.parts.end():
		arch.readEnd(r, m)
		m.projector = r.latentProjection(&m.config)
	default:
		arch.readBlock(r, &m.config, blockPrefix(i-blockPart), &m.blocks[i-blockPart])
	}
	return r.err
}
