package gguf

import (
	"math"
	"slices"

	"github.com/x448/float16"
)

// A block whose values a type can hold is written with exactly those. ggml's own rounding does not do that: it finds
// the scale again only if the values use the type's whole range.

// fitScale finds a float16 that divides all values of a block into whole numbers from least to most, where most is not
// beyond -least, which is not beyond 127. ok is false if there is none.
func fitScale(block []float32, least, most int) (scale float32, ok bool) {
	for _, v := range block {
		if math.Float32bits(v)&63 != 0 { // a float16 times 7 bits has at most 18 bits of 24
			return 0, false
		}
	}
	e := abs(extreme(block))
	if e == 0 {
		return 0, true
	}
	for n := -least; n > 0; n-- {
		scale := e / float32(n)
		if toHalf(scale) != scale {
			continue
		}
		for _, scale := range [2]float32{scale, -scale} {
			if fitsScale(block, scale, least, most) {
				return scale, true
			}
		}
	}
	return 0, false
}

func fitsScale(block []float32, scale float32, least, most int) bool {
	for _, v := range block {
		q := math.Round(quotient(v, scale))
		if !(q >= float64(least) && q <= float64(most)) || float32(q)*scale != v {
			return false
		}
	}
	return true
}

// grid is the scale and the minimum of a block of Q4_1: its values are minimum + scale·q, with q from 0 to 15.
type grid struct{ scale, minimum float32 }

// number is the q of a value, before it is rounded.
func (g grid) number(v float32) float64 {
	if g.scale == 0 {
		return 0
	}
	return (float64(v) - float64(g.minimum)) / float64(g.scale)
}

// fits reports whether all values are on the grid, as decodeQ41 computes it.
func (g grid) fits(values []float32) bool {
	for _, v := range values {
		q := math.Round(g.number(v))
		if !(q >= 0 && q <= 15) || float32(float32(q)*g.scale)+g.minimum != v {
			return false
		}
	}
	return true
}

// fitGrid finds a grid of float16 that has all values of a block. ok is false if there is none. The block's extremes
// may have any numbers, and the scale may be negative.
func fitGrid(block []float32) (g grid, ok bool) {
	values := distinct(block)
	if len(values) == 0 {
		return grid{}, false
	}
	low, high := slices.Min(values), slices.Max(values)
	if g := (grid{0, low}); len(values) == 1 && toHalf(low) == low {
		return g, true
	}
	for span := 15; span > 0; span-- {
		for first := range 16 - span {
			for _, scale := range nearHalves((high - low) / float32(span)) {
				offset := scale * float32(first)
				for _, g := range [2]grid{{scale, low - offset}, {-scale, high + offset}} {
					for _, g.minimum = range nearHalves(g.minimum) {
						if g.fits(values) {
							return g, true
						}
					}
				}
			}
		}
	}
	return grid{}, false
}

// distinct are the different values of a block, none if there are more than 16.
func distinct(block []float32) (values []float32) {
	values = make([]float32, 0, 16)
	for _, v := range block {
		if slices.Contains(values, v) {
			continue
		}
		if len(values) == 16 {
			return nil
		}
		values = append(values, v)
	}
	return values
}

// toHalf rounds to a float16.
func toHalf(v float32) float32 { return float16.Fromfloat32(v).Float32() }

// nearHalves are the float16 nearest to a number, and its neighbours.
func nearHalves(v float32) [3]float32 {
	half := float16.Fromfloat32(v)
	return [3]float32{half.Float32(), (half + 1).Float32(), (half - 1).Float32()}
}
