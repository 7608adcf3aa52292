package runtime

import "github.com/coconut-page/coconut/simd"

// linear is an affine layer: y = W·x + b. A nil bias is none.
type linear struct {
	weight matrix
	bias   []float32
}

// apply does so for n vectors.
func (l *linear) apply(dst, x []float32, n int, in *simd.Activations) {
	project(x, n, in, projection{l, dst})
}

func (l *linear) float32() linear { return linear{weight: l.weight.float32(), bias: l.bias} }

// projection is a layer and where its outputs go.
type projection struct {
	layer *linear
	dst   []float32
}

// project applies several layers to the same n vectors, which are quantized once for all neighbours that want the same
// precision.
func project(x []float32, n int, in *simd.Activations, to ...projection) {
	have := float32Precision
	for i, p := range to {
		w := p.layer.weight
		if want := w.precision(); want != float32Precision && want != have {
			want.quantize(in, x, n, w.inputs())
			have = want
			together(in, want, to[i:])
		}
		w.mulAdd(p.dst, x, p.layer.bias, n, in)
	}
}

// together tells a team which of the layers are going to be applied to the same quantized vectors.
func together(in *simd.Activations, want precision, to []projection) {
	if in.Team == nil {
		return
	}
	for n, p := range to {
		if p.layer.weight.precision() != want {
			to = to[:n]
			break
		}
	}
	in.Together(len(to), func(i int) simd.Shared { return to[i].layer.weight.(quantizedMatrix).kernel })
}
