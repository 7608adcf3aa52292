//go:build wasm && relaxed_simd && !no_simd

package simd

import "time"

// candidates returns the kernels of this build.
func candidates() []*kernels { return []*kernels{relaxed, relaxedSplit} }

// relaxed uses relaxed SIMD's dot product of bytes.
var relaxed = &kernels{
	name:   "relaxed",
	tokens: []int{1, 2},
	int8: int8Kernels{
		operandBytes: 1, operands: int8OffsetOperands, start: int8OffsetStart,
		products: []int8Product{assemblyInt8(dotInt8x1), assemblyInt8(dotInt8x2)},
	},
	int4: int4Kernels{
		operandBytes: 1, operands: int4NibbleOperands, at: int4NibbleAt, flip: noFlip,
		products: []int4Product{assemblyInt4(dotInt4x1), assemblyInt4(dotInt4x2)},
	},
	q8: relaxedQ8, q4: relaxedQ4,
}

// relaxedSplit does the dot product in three instructions.
var relaxedSplit = func() *kernels {
	k := *relaxed
	k.int8.products = []int8Product{assemblyInt8(dotInt8Splitx1), assemblyInt8(dotInt8Splitx2)}
	k.int4.products = []int4Product{assemblyInt4(dotInt4Splitx1), assemblyInt4(dotInt4Splitx2)}
	k.q8.products, k.q4.products = splitQ8, splitQ4
	return &k
}()

// inUse is a copy of the faster of the two. Matrices keep its address: bits and layout are the same, so it may become
// the other one at any time.
var inUse kernels

// split says that inUse is relaxedSplit.
var split bool

func chooseKernels() {
	best = &inUse
	measureKernels()
}

// measureKernels puts the faster of the two in use. A program cannot ask what the processor has, so it measures.
func measureKernels() { use(splitIsFaster()) }

func use(faster bool) {
	split, inUse = faster, *relaxed
	if split {
		inUse = *relaxedSplit
	}
}

// numberOf returns which of the candidates a matrix's kernels are: those in use, whose address is none of theirs.
func numberOf(*kernels) int {
	if split {
		return 1
	}
	return 0
}

// splitIsFaster multiplies two panels of 512 inputs, which stay in the innermost cache, with both, for at least a
// millisecond each; then twice more in turns, because something else may have taken the processor meanwhile. On a clock
// too coarse for that, or one that stands still while a program runs, as Cloudflare's does, the answer is no.
func splitIsFaster() bool {
	const (
		enough     = time.Millisecond
		firstCalls = 1 << 8
		mostCalls  = 1 << 13 // some milliseconds
		stillCalls = 1 << 11
		turns      = 3
	)
	run := func(k *kernels, calls int) time.Duration { return timeOf(k.int8.products[1], calls) }
	for calls := firstCalls; calls <= mostCalls; calls *= 2 {
		fused, split := run(relaxed, calls), run(relaxedSplit, calls)
		if min(fused, split) >= enough {
			for range turns - 1 {
				fused = min(fused, run(relaxed, calls))
				split = min(split, run(relaxedSplit, calls))
			}
			return split < fused-fused/16
		}
		if fused+split == 0 && calls >= stillCalls {
			return false
		}
	}
	return false
}

// timeOf is how long a product of two panels of 512 inputs with two tokens takes, so many times. It is not inlined, for
// the page's program to be smaller.
//
//go:noinline
func timeOf(product int8Product, calls int) time.Duration {
	const panels, groups = 2, 64
	sums, w := make([]int32, 2*panels*panelRows), make([]byte, panels*groups*2*stepBytes)
	x := make([]byte, 2*groups*groupCols)
	start := time.Now()
	for range calls {
		product(sums, w, x, panels, groups, 4*panels*panelRows, groups*groupCols)
	}
	return time.Since(start)
}

// peakHere does the dot products of the faster of the two.
func peakHere(sums *int32, weights *byte, rounds int) {
	if split {
		dotPeakSplit(sums, weights, rounds)
		return
	}
	dotPeak(sums, weights, rounds)
}

//go:noescape
func dotInt8Splitx1(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8Splitx2(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt4Splitx1(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotInt4Splitx2(sum *float32, w, x *byte, start *int32, panels, blocks, sumStride, xStride, startStride int)

//go:noescape
func dotQ8Splitx1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ8Splitx2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4Splitx1(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotQ4Splitx2(sums *float32, w, x *byte, panels, blocks, sumStride, xStride int)

//go:noescape
func dotPeakSplit(sums *int32, weights *byte, rounds int)
