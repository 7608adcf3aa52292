package simd

// Pool shares the work of one product among goroutines. A WebAssembly program has one thread, so here there is only the
// nil Pool, which is the caller alone.
type Pool struct{}

// NewPool returns nil.
func NewPool(int) *Pool { return nil }

// Close does nothing.
func (p *Pool) Close() {}

// Threads is 1.
func (p *Pool) Threads() int { return 1 }

// Run does each part from 0 to parts-1.
func (p *Pool) Run(parts int, run Parts) {
	for i := range parts {
		run.Part(i)
	}
}
