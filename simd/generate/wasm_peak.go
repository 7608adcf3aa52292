package main

// The ceiling of the matrix kernels: as many dot products as the processor can do, on values in registers alone.
const (
	peakSums   = 8 // independent sums, enough to hide an instruction's latency
	peakUnroll = 4 // of each in a round
)

func peak(dot func(w *wasm, sum string)) func(int) string {
	return func(int) string {
		w := new(wasm).function("dotPeak", "sums *int32, rounds int", "sums", "rounds")
		w.arg("sums", 0, r(0))
		w.arg("rounds", 1, r(1))
		for i := range peakSums {
			w.load(r(0), 16*i)
			w.op("Set %s", v(i))
		}
		w.load(r(0), 0)
		w.op("Set %s", v(peakSums))
		w.load(r(0), 16)
		w.op("Set %s", v(peakSums+1))
		w.loop(r(1), func() {
			for range peakUnroll {
				for i := range peakSums {
					dot(w, v(i))
				}
			}
		})
		for i := range peakSums {
			w.address(r(0))
			w.op("Get %s; V128Store $0, $%d", v(i), 16*i)
		}
		return w.end()
	}
}

var peakRelaxed = peak(func(w *wasm, sum string) {
	w.op("Get %s; Get %s", v(peakSums), v(peakSums+1))
	fused.add(w, sum)
})

var peakSIMD128 = peak(func(w *wasm, sum string) {
	w.op("Get %s; Get %s; I32x4DotI16x8S; Get %s; I32x4Add; Set %s", v(peakSums), v(peakSums+1), sum, sum)
})
