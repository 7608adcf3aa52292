package simd

// Rotate turns the pairs (x[i], x[half+i]) of vectors that lie one after another, width apart, by angles given as
// cosines and sines: (a, b) becomes (a·cos - b·sin, b·cos + a·sin), each product rounded. half is the length of cos;
// elements between 2·half and width stay as they are. These are rotary positions (RoFormer, 2104.09864) in GPT-NeoX's
// order.
func Rotate(x, cos, sin []float32, width int) {
	half := len(cos)
	checkLength("Rotate", half, len(sin))
	if width < 2*half || width < 1 {
		panic("simd: Rotate: the width is less than two halves")
	}
	for ; len(x) >= width; x = x[width:] {
		rotate(x[:half], x[half:2*half], cos, sin[:half])
	}
}
