package simd

// worthQuantizing is how many values a goroutine should have to quantize.
const worthQuantizing = 8 << 10

// quantizing is what is done to the vectors of Activations one by one, which goroutines share.
type quantizing struct {
	of       *Activations
	do       func(a *Activations, share, from, to int)
	shares   int
	x        []float32
	blocks   *blockKernels
	gridOf   func([]float32) grid
	operands func(a *Activations, dst []byte, values []int8, t int)
	scratch  []blockScratch // of each share
}

// blockScratch is memory for a block that is being encoded.
type blockScratch struct {
	grid grid
	rest [Block]float32 // the end of a vector, padded
}

// eachToken calls do for all vectors, those from from to to-1 at a time. Calls that run together have different shares.
func (a *Activations) eachToken(do func(a *Activations, share, from, to int)) {
	q := &a.quantizing
	q.of, q.do = a, do
	q.shares = a.Pool.Shares(a.tokens, a.tokens*a.padded/worthQuantizing)
	q.scratch = resize(q.scratch, q.shares)
	a.Pool.Run(q.shares, q)
	q.x = nil // is the caller's
}

// Part does one goroutine's share; it is for Pool.Run.
func (q *quantizing) Part(i int) {
	q.do(q.of, i, q.of.tokens*i/q.shares, q.of.tokens*(i+1)/q.shares)
}
