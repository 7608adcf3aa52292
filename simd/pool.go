//go:build !wasm

package simd

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// Pool shares the work of one product among goroutines, which wait for the next in a loop for a moment, because in a
// model it comes within microseconds, and then sleep. The results do not depend on how many there are: what is shared
// is which outputs are computed where. A nil Pool is the caller alone.
type Pool struct {
	threads int
	busy    sync.Mutex // held while a job is shared
	job     atomic.Pointer[job]
	wake    []chan struct{}
	asleep  []atomic.Bool
	closed  atomic.Bool
}

// job is one call of Run.
type job struct {
	parts      int32
	run        Parts
	next, done atomic.Int32
}

// A goroutine looks for the next job spins times, some tens of microseconds, and lets others run then; after turns of
// that, about half a millisecond, it sleeps. Waking takes long: with a twentieth of that a second core was worth a
// quarter to a model whose jobs are a tenth of a millisecond apart.
const spins, turns = 20_000, 25

// NewPool returns a pool of so many goroutines, the caller's included; nil if that is one. It must be closed.
func NewPool(threads int) *Pool {
	if threads < 2 {
		return nil
	}
	p := &Pool{threads: threads, asleep: make([]atomic.Bool, threads-1)}
	for range threads - 1 {
		p.wake = append(p.wake, make(chan struct{}, 1))
	}
	for i := range p.wake {
		go p.work(i)
	}
	return p
}

// Close ends the goroutines. Later calls of Run use none of them.
func (p *Pool) Close() {
	if p == nil || p.closed.Swap(true) {
		return
	}
	for _, wake := range p.wake {
		close(wake)
	}
}

// Threads is the number of goroutines.
func (p *Pool) Threads() int {
	if p == nil {
		return 1
	}
	return p.threads
}

// Run does each part from 0 to parts-1, several at a time, and returns when all have ended. Somebody who calls
// it while the pool is busy with another job does everything alone: then all cores have something to do anyway.
func (p *Pool) Run(parts int, run Parts) {
	if p == nil || parts < 2 || p.closed.Load() || !p.busy.TryLock() {
		for i := range parts {
			run.Part(i)
		}
		return
	}
	defer p.busy.Unlock()
	j := &job{parts: int32(parts), run: run}
	p.job.Store(j)
	for i := range p.asleep {
		if p.asleep[i].CompareAndSwap(true, false) {
			select {
			case p.wake[i] <- struct{}{}:
			default:
			}
		}
	}
	j.take()
	for n := 0; j.done.Load() < j.parts; n++ {
		if n > spins { // its goroutine may have lost its processor
			runtime.Gosched()
		}
	}
}

// take does parts of the job until none is left.
func (j *job) take() {
	for {
		i := j.next.Add(1) - 1
		if i >= j.parts {
			return
		}
		j.run.Part(int(i))
		j.done.Add(1)
	}
}

// work is goroutine i's loop.
func (p *Pool) work(i int) {
	var last *job
	for !p.closed.Load() {
		j := p.await(i, last)
		if j == nil {
			return
		}
		j.take()
		last = j
	}
}

// await returns the job after last, or nil once the pool is closed.
func (p *Pool) await(i int, last *job) *job {
	for {
		for range turns {
			for range spins {
				if j := p.job.Load(); j != last {
					return j
				}
			}
			runtime.Gosched()
		}
		p.asleep[i].Store(true)
		if j := p.job.Load(); j != last { // it came while this one lay down
			p.asleep[i].Store(false)
			return j
		}
		if _, open := <-p.wake[i]; !open {
			return nil
		}
	}
}
