package runtime

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/coconut-page/coconut/simd"
)

// Model is a Coconut model's weights. It does not change once made (SetTokenizer aside), and any number of sessions may
// use it at the same time.
type Model struct {
	config    Config
	parts     *parts  // which of the following are there already
	embedding matrix  // [vocab_size, n_embd]
	head      matrix  // [vocab_size, n_embd]; the embedding where the two are tied
	positions matrix  // wpe [n_positions, n_embd], nil with rotary positions
	rotary    *rotary // nil with learned positions
	blocks    []block
	norm      normalizer // of the hidden state
	stop      *stopHead  // nil without Config.StopHead
	projector projector  // nil without a projection in Config.Latent
	vocab     Tokenizer
	pool      *simd.Pool // nil for one thread
	team      *atomic.Pointer[simd.Team]
	kept      *Prefixes  // for Options.Reuse
	used      *sync.Pool // of *scratch
}

// newKept returns the store of a model's sequences for Options.Reuse. It holds 64 MiB, and 2 in WebAssembly:
// an isolate of Cloudflare's has 128 for everything.
func newKept(c Config) *Prefixes {
	most := 64 << 20
	if runtime.GOARCH == "wasm" {
		most = 2 << 20
	}
	const size = 4 // of a float32
	return NewPrefixes(most / (size * 2 * c.Layers * c.kvHeads() * c.headWidth()))
}

// NewModel builds a model from its tensors, which it checks against the config: each must be there, with the right
// shape, as float32 or, if a matrix, as int8 or int4 with its scales. Of matrices in these formats it makes a copy in
// the layout of this machine's kernels; of the rest it keeps using the memory, which must not change. Tensors are asked
// for once each, in the order in which the forward pass needs them. Errors wrap ErrConfig or ErrWeights.
func NewModel(c Config, source TensorSource) (*Model, error) {
	m, err := StartModel(c, source)
	if err == nil {
		err = m.Wait()
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Config returns the model's config.
func (m *Model) Config() Config { return m.config }

// Tokenizer returns what SetTokenizer was given, or nil.
func (m *Model) Tokenizer() Tokenizer { return m.vocab }

// SetTokenizer names the model's tokens. It may have fewer than the config's vocab_size, because many models pad their
// embedding, but not more; errors wrap ErrTokenizer. Call it before the model is shared between goroutines.
func (m *Model) SetTokenizer(t Tokenizer) error {
	if t.VocabSize() > m.config.VocabSize {
		return ErrTokenizer.Errorf("it has %d tokens, the model only %d", t.VocabSize(), m.config.VocabSize)
	}
	m.vocab = t
	return nil
}

// maxThreads bounds the threads of a model: there are no rows for more.
const maxThreads = 256

// SetThreads lets so many threads share each step of a session; what they compute does not depend on how many there
// are. In WebAssembly there is one, whatever n is, and nowhere are there more than 256. Several sessions at a time do
// not get in each other's way: while one has the threads, the others use their own. Call it before the model is used.
func (m *Model) SetThreads(n int) {
	m.pool.Close()
	m.pool = simd.NewPool(min(n, maxThreads))
	m.used = new(sync.Pool) // scratch memory is made for a number of threads
	if m.pool != nil {
		runtime.AddCleanup(m, (*simd.Pool).Close, m.pool)
	}
}

// Dequantized returns the same model with every matrix as float32: the reference that int8 is compared with.
func (m *Model) Dequantized() *Model {
	if m.Wait() != nil {
		return m // it fails wherever it is used
	}
	d := *m
	d.config.KVCache = ""
	d.kept, d.used, d.team = newKept(d.config), new(sync.Pool), new(atomic.Pointer[simd.Team])
	d.embedding = m.embedding.float32()
	d.head = d.embedding
	if m.head != m.embedding {
		d.head = m.head.float32()
	}
	if m.positions != nil {
		d.positions = m.positions.float32()
	}
	if m.projector != nil {
		d.projector = m.projector.float32()
	}
	d.blocks = make([]block, len(m.blocks))
	for i := range m.blocks {
		d.blocks[i] = m.blocks[i].float32()
	}
	return &d
}
