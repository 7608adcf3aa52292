//go:build !tasks_only

package simd

import "time"

// pace watches whether sharing still pays. Tune finds out how much work a product needs on a machine as busy as it was
// then; when others want its cores, a helper may get none for milliseconds, and everybody waits for it. Then the team
// rests for a while, and longer each time.
type pace struct {
	jobs       int           // since the team last rested
	own, waits time.Duration // of those that were timed: spent on the caller's panels, and on waiting for the others
	timed      int
	resting    int // so many more products are not shared
	rest       int // how many were not last time
	never      bool
}

// One job in timedJobs is timed, because looking at the clock takes a while; pacedJobs of them make a judgement.
const (
	timedJobs = 8
	pacedJobs = 32
	shortRest = 1 << 11 // products: some 20 tokens
	longRest  = 1 << 16
)

// rests reports whether the next product is not to be shared.
func (p *pace) rests() bool {
	if p.resting == 0 {
		return false
	}
	p.resting--
	return true
}

// times reports whether the next job is to be timed.
func (p *pace) times() bool {
	p.jobs++
	return p.jobs%timedJobs == 0
}

// add notes the times of a job among so many members. Alone, the caller would take as long for everybody's panels as
// for its own.
func (p *pace) add(own, waits time.Duration, members int) {
	p.own, p.waits, p.timed = p.own+own, p.waits+waits, p.timed+1
	if p.timed < pacedJobs || p.never {
		return
	}
	pays := float64(p.own+p.waits)*gain < float64(p.own)*float64(members)
	*p = pace{rest: p.rest}
	if pays {
		p.rest = 0
		return
	}
	p.rest = min(max(shortRest, 2*p.rest), longRest)
	p.resting = p.rest
}
