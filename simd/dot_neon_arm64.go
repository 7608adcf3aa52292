//go:build goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// The integer sums of the NEON kernels, of one token and a panel of 16 outputs. A step's 64 bytes of weights, four
// inputs of each output, are four vectors of four outputs. The four activations are repeated in each quarter of a
// vector, so that a multiplication gives eight products of 16 bits, and an addition of neighbours the sums of two.

// quads is the number of vectors that hold a panel's outputs, four in each.
const quads = panelRows / vector

// repeat loads four activations into each quarter of a vector.
func repeat(x unsafe.Pointer, offset int) archsimd.Int8x16 {
	return archsimd.BroadcastUint32x4(*(*uint32)(unsafe.Add(x, offset))).ReshapeToUint8s().BitsToInt8()
}

// pairs multiplies four outputs' weights with the activations, and adds neighbours: output r's sums of two products
// are elements 2r and 2r+1. No sum of two products overflows: a weight is at least -128 and the activations of int8 at
// most 63, and in Q8 no weight is -128.
func pairs(w, x archsimd.Int8x16) archsimd.Int16x8 {
	return w.MulWidenLo(x).ConcatAddPairs(w.HiToLo().MulWidenLo(x.HiToLo()))
}

// loadBytes loads 16 weights.
func loadBytes(w unsafe.Pointer, offset int) archsimd.Uint8x16 {
	return archsimd.LoadUint8x16Array((*[16]uint8)(unsafe.Add(w, offset)))
}

// longSums are sums of 32 bits: two for each of four outputs.
type longSums struct{ low, high archsimd.Int32x4 }

// add adds sums of 16 bits.
func (s longSums) add(p archsimd.Int16x8) longSums {
	return longSums{s.low.Add(p.ExtendLo4ToInt32()), s.high.Add(p.HiToLo().ExtendLo4ToInt32())}
}

// sum returns one sum for each of the four outputs.
func (s longSums) sum() archsimd.Int32x4 { return s.low.ConcatAddPairs(s.high) }

// dotInt8Neon is an int8Product of one token.
func dotInt8Neon(sums []int32, w, x []byte, panels, groups, _, _ int) {
	px := unsafe.Pointer(unsafe.SliceData(x[:groups*groupCols]))
	for p := range panels {
		pw := unsafe.Pointer(unsafe.SliceData(w[p*2*groups*stepBytes:][:2*groups*stepBytes]))
		out := (*[panelRows]int32)(sums[p*panelRows:])
		var a, b, c, d longSums
		for g := range groups {
			// Four products of activations of 7 bits fit into 16 bits.
			x0, x1 := repeat(px, g*groupCols), repeat(px, g*groupCols+stepCols)
			at := 2 * g * stepBytes
			a = a.add(twoSteps(pw, at, x0, x1))
			b = b.add(twoSteps(pw, at+16, x0, x1))
			c = c.add(twoSteps(pw, at+32, x0, x1))
			d = d.add(twoSteps(pw, at+48, x0, x1))
		}
		for i, s := range [quads]archsimd.Int32x4{a.sum(), b.sum(), c.sum(), d.sum()} {
			to := (*[vector]int32)(out[i*vector:])
			archsimd.LoadInt32x4Array(to).Add(s).StoreArray(to)
		}
	}
}

// twoSteps is pairs of a step and the next one, added.
func twoSteps(w unsafe.Pointer, at int, x0, x1 archsimd.Int8x16) archsimd.Int16x8 {
	return pairs(loadBytes(w, at).BitsToInt8(), x0).Add(pairs(loadBytes(w, at+stepBytes).BitsToInt8(), x1))
}

// dotQ8Block adds up a block of Q8: its products have 14 bits, so two of them are all that fit into 16.
func dotQ8Block(w, x unsafe.Pointer) (a, b, c, d archsimd.Int32x4) {
	var sa, sb, sc, sd longSums
	for s := range Block / stepCols {
		xs, at := repeat(x, s*stepCols), s*stepBytes
		sa = sa.add(pairs(loadBytes(w, at).BitsToInt8(), xs))
		sb = sb.add(pairs(loadBytes(w, at+16).BitsToInt8(), xs))
		sc = sc.add(pairs(loadBytes(w, at+32).BitsToInt8(), xs))
		sd = sd.add(pairs(loadBytes(w, at+48).BitsToInt8(), xs))
	}
	return sa.sum(), sb.sum(), sc.sum(), sd.sum()
}

// dotNibbles adds up a block of four-bit weights. The activations of step s are at x[s·low], and those of the upper
// halves of the weights at x[high+s·low]. The 16 products of a sum of 16 bits are at most 15·128 each, and fit.
func dotNibbles(w, x unsafe.Pointer, low, high int) (a, b, c, d archsimd.Int32x4) {
	var sa, sb, sc, sd archsimd.Int16x8
	for s := range Block / int4StepCols {
		xl, xh, at := repeat(x, s*low), repeat(x, high+s*low), s*stepBytes
		sa = sa.Add(nibbles(loadBytes(w, at), xl, xh))
		sb = sb.Add(nibbles(loadBytes(w, at+16), xl, xh))
		sc = sc.Add(nibbles(loadBytes(w, at+32), xl, xh))
		sd = sd.Add(nibbles(loadBytes(w, at+48), xl, xh))
	}
	return longSums{}.add(sa).sum(), longSums{}.add(sb).sum(), longSums{}.add(sc).sum(), longSums{}.add(sd).sum()
}

// nibbles is pairs of the lower and of the upper halves of weights, added.
func nibbles(w archsimd.Uint8x16, low, high archsimd.Int8x16) archsimd.Int16x8 {
	return pairs(w.And(archsimd.BroadcastUint8x16(15)).BitsToInt8(), low).Add(pairs(w.ShiftAllRight(4).BitsToInt8(), high))
}
