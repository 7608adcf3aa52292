package runtime

// worthDoing is how many numbers a goroutine should have to work on, where each takes a nanosecond or two.
const worthDoing = 8 << 10

// rows is work on new positions one by one, which goroutines share.
type rows struct {
	s                *Session
	b                *block
	layer, n, shares int
	work             func(b *block, s *Session, layer, from, to int)
}

// eachRow calls work for n new positions of width numbers, those from from to to-1 at a time.
func (s *Session) eachRow(b *block, layer, n, width int, work func(b *block, s *Session, layer, from, to int)) {
	if n == 1 {
		work(b, s, layer, 0, 1)
		return
	}
	s.rowwise = rows{s, b, layer, n, s.input.Pool.Shares(n, n*width/worthDoing), work}
	s.input.Pool.Run(s.rowwise.shares, &s.rowwise)
}

// Part does one goroutine's share; it is for Pool.Run.
func (r *rows) Part(i int) { r.work(r.b, r.s, r.layer, r.n*i/r.shares, r.n*(i+1)/r.shares) }
