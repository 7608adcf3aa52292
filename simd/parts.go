package simd

// Parts is work that a Pool shares.
type Parts interface {
	// Part does one part. Several goroutines call it at the same time, each with another number.
	Part(i int)
}

// Shares is among how many goroutines n things should be shared: at most worth, so that each has enough to do, and at
// least 1.
func (p *Pool) Shares(n, worth int) int { return max(1, min(p.Threads(), n, worth)) }
