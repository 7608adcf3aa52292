package main

// The ceiling of the matrix kernels: as many dot products as the processor can do. Weights come from 4 KiB of memory,
// which stay in its innermost cache, since an engine notices it if the same two vectors are multiplied again.
const (
	peakSums   = 8 // independent sums, enough to hide an instruction's latency
	peakUnroll = 4 // of each in a round
	peakBytes  = 4 << 10
)

func peak(name string, dot func(w *wasm, sum string)) func(int) string {
	return func(int) string {
		const rSums, rWeights, rRounds, rAt, rPlace = 0, 1, 2, 3, 4
		w := new(wasm).function(name, "sums *int32, weights *byte, rounds int", "sums", "weights", "rounds")
		for i, arg := range []string{"sums", "weights", "rounds"} {
			w.arg(arg, i, r(i))
		}
		for i := range peakSums {
			w.op("V128Const $0, $0; Set %s", v(i))
		}
		w.load(r(rWeights), 0)
		w.op("Set %s; I64Const $0; Set %s", v(peakSums), r(rPlace))
		w.loop(r(rRounds), func() {
			w.addTo(r(rAt), r(rWeights), r(rPlace))
			for u := range peakUnroll {
				for i := range peakSums {
					w.load(r(rAt), 16*(u*peakSums+i))
					w.op("Get %s", v(peakSums))
					dot(w, v(i))
				}
			}
			w.op("Get %s; I64Const $%d; I64Add; I64Const $%d; I64And; Set %s", r(rPlace), 16*peakSums*peakUnroll,
				peakBytes-1, r(rPlace))
		})
		for i := range peakSums {
			w.address(r(rSums))
			w.op("Get %s; V128Store $0, $%d", v(i), 16*i)
		}
		return w.end()
	}
}

var (
	peakRelaxed = peak("dotPeak", fused)
	peakSplit   = peak("dotPeakSplit", split)
	peakSIMD128 = peak("dotPeak", func(w *wasm, sum string) {
		w.op("I32x4DotI16x8S; Get %s; I32x4Add; Set %s", sum, sum)
	})
)
