package slim

import (
	"fmt"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// The index of functions (runtime.findfuncbucket) has, for every bucket of program counters, the number of the first
// function there, and what to add to it in each sixteenth of the bucket. On WebAssembly a function has 65,536 program
// counters, so sixteen buckets in a row are equal, and the next sixteen have the next number.
const (
	bucketCounters  = 4096
	bucketSize      = 20 // bytes
	functionBuckets = 16
)

// indexStep is how many functions share a number in the index after coarsenIndex.
const indexStep = 32

// coarsenIndex rounds the numbers in the index down, so that they repeat themselves and compress. The runtime takes
// them as the place from which it looks for a function, upwards; it now looks at up to indexStep.
func (p *program) coarsenIndex() error {
	buckets := (p.counters + bucketCounters - 1) / bucketCounters
	if buckets < 0 || buckets > (len(p.entries)+1)*functionBuckets {
		return fmt.Errorf("%w: an index of functions with %d buckets for %d of them", wasmmodule.ErrModule, buckets,
			len(p.entries))
	}
	for i := range buckets {
		at := p.index + i*bucketSize
		first := p.uint32(at)
		if first > i/functionBuckets {
			return fmt.Errorf("%w: the index of functions has %d in bucket %d", wasmmodule.ErrModule, first, i)
		}
		p.put(at, first/indexStep*indexStep)
	}
	return nil
}
