package simd

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// fills are ways to choose weights; the extreme ones would overflow a 16-bit sum or a saturating instruction.
var fills = map[string]func(r *rand.Rand) int8{
	"random":    func(r *rand.Rand) int8 { return int8(r.IntN(256) - 128) },
	"lowest":    func(*rand.Rand) int8 { return -128 },
	"highest":   func(*rand.Rand) int8 { return 127 },
	"alternate": func(r *rand.Rand) int8 { return []int8{-128, 127}[r.IntN(2)] },
}

// inputFills are ways to choose activations: a vector of equal values is quantized to the largest magnitude everywhere.
var inputFills = map[string]func(r *rand.Rand) float32{
	"random":   func(r *rand.Rand) float32 { return float32(r.NormFloat64()) },
	"lowest":   func(*rand.Rand) float32 { return -3 },
	"highest":  func(*rand.Rand) float32 { return 3 },
	"zero":     func(*rand.Rand) float32 { return 0 },
	"opposite": func(r *rand.Rand) float32 { return []float32{-3, 3}[r.IntN(2)] },
}

var (
	edgeRows   = []int{1, 2, 15, 16, 17, 31, 32, 33, 50}
	edgeCols   = []int{1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 65}
	edgeTokens = []int{1, 2, 3, 4, 5, 7, 11}
)

func TestInt8MatMulMatchesDefinition(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for name, fill := range fills {
			for inputName, inputFill := range inputFills {
				t.Run(name+"/"+inputName, func(t *testing.T) {
					for _, rows := range edgeRows {
						cols, tokens := edgeCols[r.IntN(len(edgeCols))], edgeTokens[r.IntN(len(edgeTokens))]
						compareInt8(t, randomInt8(r, rows*cols, fill), randomActivations(r, tokens*cols, inputFill), rows, cols, tokens)
					}
					for _, cols := range edgeCols {
						compareInt8(t, randomInt8(r, 17*cols, fill), randomActivations(r, 3*cols, inputFill), 17, cols, 3)
					}
				})
			}
		}
	})
}

func TestInt4MatMulMatchesDefinition(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for name, fill := range fills {
			for inputName, inputFill := range inputFills {
				t.Run(name+"/"+inputName, func(t *testing.T) {
					for i, rows := range edgeRows {
						cols, tokens := Int4Block*(1+i%5), edgeTokens[r.IntN(len(edgeTokens))]
						nibbles := randomInt8(r, rows*cols, func(r *rand.Rand) int8 { return fill(r) >> 4 })
						compareInt4(t, nibbles, randomActivations(r, tokens*cols, inputFill), rows, cols, tokens)
					}
				})
			}
		}
	})
}

// TestMatMulLarge multiplies a matrix of more than one cached part.
func TestMatMulLarge(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		compareInt8(t, randomInt8(r, 300*3072, fills["alternate"]), randomActivations(r, 7*3072, inputFills["opposite"]), 300,
			3072, 7)
		compareInt4(t, randomInt8(r, 300*3072, func(r *rand.Rand) int8 { return int8(r.IntN(16)) - 8 }),
			randomActivations(r, 7*3072, inputFills["random"]), 300, 3072, 7)
	})
}

// TestDefinitionsByHand checks the definitions themselves against results computed by hand.
func TestDefinitionsByHand(t *testing.T) {
	sums := make([]int32, 2)
	int8Generic(sums, []int8{1, -2, 3, 127, -128, 0}, []int8{4, 5, -6}, 2, 3)
	if sums[0] != 4-10-18 || sums[1] != 508-640 {
		t.Errorf("int8Generic = %v", sums)
	}
	w, x := make([]int8, 2*Int4Block), make([]int8, 2*Int4Block)
	w[0], x[0], w[31], x[31], w[32], x[32] = -8, 10, 7, 3, 5, -100
	out := make([]float32, 1)
	int4Generic(out, w, []float32{0.5, 0.25}, x, 1, 2*Int4Block)
	if out[0] != (-80+21)*0.5-125 {
		t.Errorf("int4Generic = %v", out)
	}
}

func TestRowsComeBack(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		const rows, cols = 37, 64
		w := randomInt8(r, rows*cols, fills["random"])
		scale := randomFloats(r, rows*cols/Int4Block, 1)
		m := NewInt8Matrix(w, scale, rows, cols)
		nibbles := randomInt8(r, rows*cols, func(r *rand.Rand) int8 { return int8(r.IntN(16)) - 8 })
		m4 := NewInt4Matrix(packNibbles(nibbles), scale, rows, cols)
		got, want := make([]float32, cols), make([]float32, cols)
		for row := range rows {
			m.Row(got, row)
			for c := range want {
				want[c] = float32(w[row*cols+c]) * scale[row]
			}
			requireSameBits(t, "Int8Matrix.Row", got, want)
			m4.Row(got, row)
			for c := range want {
				want[c] = float32(nibbles[row*cols+c]) * scale[(row*cols+c)/Int4Block]
			}
			requireSameBits(t, "Int4Matrix.Row", got, want)
		}
	})
}

// TestActivationsAgain reuses one Activations for products of different sizes, as a session does.
func TestActivationsAgain(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	var in Activations
	for _, size := range [][3]int{{40, 64, 5}, {16, 32, 1}, {100, 96, 7}, {17, 32, 2}} {
		rows, cols, tokens := size[0], size[1], size[2]
		w, x := randomInt8(r, rows*cols, fills["random"]), randomActivations(r, tokens*cols, inputFills["random"])
		scale := randomFloats(r, rows, 1)
		got, want := make([]float32, tokens*rows), make([]float32, tokens*rows)
		in.Set(x, tokens, cols, Int8Levels)
		NewInt8Matrix(w, scale, rows, cols).MatMul(got, &in, nil)
		defineInt8(want, w, scale, x, nil, rows, cols, tokens)
		requireSameBits(t, fmt.Sprint(size), got, want)
	}
}

func TestMatricesRefuse(t *testing.T) {
	good := NewInt8Matrix(make([]int8, 64), make([]float32, 2), 2, 32)
	var in8, in4 Activations
	in8.Set(make([]float32, 32), 1, 32, Int8Levels)
	in4.Set(make([]float32, 32), 1, 32, Int4Levels)
	for name, call := range map[string]func(){
		"int8 short weights": func() { NewInt8Matrix(make([]int8, 63), make([]float32, 2), 2, 32) },
		"int8 short scales":  func() { NewInt8Matrix(make([]int8, 64), make([]float32, 1), 2, 32) },
		"int4 odd columns":   func() { NewInt4Matrix(make([]byte, 64), make([]float32, 4), 2, 33) },
		"int4 short weights": func() { NewInt4Matrix(make([]byte, 31), make([]float32, 2), 2, 32) },
		"int4 short scales":  func() { NewInt4Matrix(make([]byte, 32), make([]float32, 1), 2, 32) },
		"short result":       func() { good.MatMul(make([]float32, 1), &in8, nil) },
		"short bias":         func() { good.MatMul(make([]float32, 2), &in8, make([]float32, 1)) },
		"other levels":       func() { good.MatMul(make([]float32, 2), &in4, nil) },
		"short input":        func() { in8.Set(make([]float32, 31), 1, 32, Int8Levels) },
		"no tokens":          func() { in8.Set(nil, 0, 32, Int8Levels) },
		"MatVec":             func() { MatVec(make([]float32, 2), make([]float32, 7), make([]float32, 4), 2, 4) },
		"MatVec negative":    func() { MatVec(make([]float32, 4), make([]float32, 64), make([]float32, 16), -4, -16) },
		"MatVec overflow":    func() { MatVec(make([]float32, 4), make([]float32, 64), make([]float32, 16), 4, 1<<62) },
		"weighted rows":      func() { AddWeightedRows(make([]float32, 3), make([]float32, 8), make([]float32, 2), 2, 4) },
		"LayerNorm": func() {
			LayerNorm(make([]float32, 4), make([]float32, 4), make([]float32, 3), make([]float32, 4), 1)
		},
		"Rotate":        func() { Rotate(make([]float32, 8), make([]float32, 4), make([]float32, 3), 8) },
		"Rotate narrow": func() { Rotate(make([]float32, 8), make([]float32, 4), make([]float32, 4), 7) },
		"Add":           func() { Add(make([]float32, 4), make([]float32, 3)) },
		"QuantizeVec":   func() { QuantizeVec(make([]int8, 4), make([]float32, 5), 127) },
		"Rescale":       func() { Rescale(make([]float32, 4), make([]int32, 4), make([]float32, 3), nil, 1) },
		"Rescale without bias": func() {
			Rescale(make([]float32, 4), make([]int32, 4), make([]float32, 4), make([]float32, 1), 1)
		},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			call()
		})
	}
}

func FuzzMatMul(f *testing.F) {
	f.Add(uint8(5), uint8(2), []byte{128, 127, 1, 255, 0, 3, 9})
	f.Add(uint8(4), uint8(1), make([]byte, 5*64))
	f.Fuzz(func(t *testing.T, rows, tokens uint8, data []byte) {
		n, tok := int(rows)%70+1, int(tokens)%9+1
		cols := len(data) / n
		if cols == 0 {
			t.Skip("no column")
		}
		w := make([]int8, n*cols)
		for i := range w {
			w[i] = int8(data[i])
		}
		r := rand.New(rand.NewPCG(uint64(len(data)), uint64(rows)))
		compareInt8(t, w, randomActivations(r, tok*cols, inputFills["random"]), n, cols, tok)
		if cols -= cols % Int4Block; cols > 0 {
			for i := range w {
				w[i] >>= 4
			}
			compareInt4(t, w[:n*cols], randomActivations(r, tok*cols, inputFills["random"]), n, cols, tok)
		}
	})
}

// defineInt8 and defineInt4 compute what MatMul promises from the definitions.
func defineInt8(dst []float32, w []int8, scale, x, bias []float32, rows, cols, tokens int) {
	q, sums := make([]int8, cols), make([]int32, rows)
	for t := range tokens {
		xScale := QuantizeVec(q, x[t*cols:(t+1)*cols], Int8Levels)
		int8Generic(sums, w, q, rows, cols)
		for r, sum := range sums {
			dst[t*rows+r] = float32(float32(sum) * float32(scale[r]*xScale))
			if bias != nil {
				dst[t*rows+r] += bias[r]
			}
		}
	}
}

func defineInt4(dst []float32, w []int8, scale, x, bias []float32, rows, cols, tokens int) {
	q := make([]int8, cols)
	for t := range tokens {
		xScale := QuantizeVec(q, x[t*cols:(t+1)*cols], Int4Levels)
		row := dst[t*rows : (t+1)*rows]
		int4Generic(row, w, scale, q, rows, cols)
		for r := range row {
			row[r] = float32(row[r]*xScale) + bias[r]
		}
	}
}

func compareInt8(t *testing.T, w []int8, x []float32, rows, cols, tokens int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
	scale, bias := randomFloats(r, rows, 1), randomFloats(r, rows, 1)
	got, want := make([]float32, tokens*rows), make([]float32, tokens*rows)
	var in Activations
	in.Set(x, tokens, cols, Int8Levels)
	NewInt8Matrix(w, scale, rows, cols).MatMul(got, &in, bias)
	defineInt8(want, w, scale, x, bias, rows, cols, tokens)
	requireSameBits(t, fmt.Sprintf("int8 %dx%d, %d tokens", rows, cols, tokens), got, want)
}

func compareInt4(t *testing.T, w []int8, x []float32, rows, cols, tokens int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
	scale, bias := randomFloats(r, rows*cols/Int4Block, 1), randomFloats(r, rows, 1)
	got, want := make([]float32, tokens*rows), make([]float32, tokens*rows)
	var in Activations
	in.Set(x, tokens, cols, Int4Levels)
	NewInt4Matrix(packNibbles(w), scale, rows, cols).MatMul(got, &in, bias)
	defineInt4(want, w, scale, x, bias, rows, cols, tokens)
	requireSameBits(t, fmt.Sprintf("int4 %dx%d, %d tokens", rows, cols, tokens), got, want)
}

// packNibbles packs two values into a byte, each plus 8.
func packNibbles(values []int8) []byte {
	data := make([]byte, (len(values)+1)/2)
	for i, v := range values {
		data[i/2] |= byte(v+8) << (4 * (i % 2))
	}
	return data
}

func randomInt8(r *rand.Rand, n int, fill func(*rand.Rand) int8) []int8 {
	v := make([]int8, n)
	for i := range v {
		v[i] = fill(r)
	}
	return v
}

func randomActivations(r *rand.Rand, n int, fill func(*rand.Rand) float32) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = fill(r)
	}
	return v
}

// BenchmarkMatMul reports multiply-adds as bytes: 1 MB/s is a million of them per second, whatever a weight's size.
func BenchmarkMatMul(b *testing.B) {
	eachVariant(b, func(b *testing.B) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, shape := range [][2]int{{128, 128}, {384, 128}, {512, 128}, {3072, 768}} {
			rows, cols := shape[0], shape[1]
			w, scale := randomInt8(r, rows*cols, fills["random"]), randomFloats(r, rows*cols/Int4Block, 1)
			m8 := NewInt8Matrix(w, scale, rows, cols)
			m4 := NewInt4Matrix(make([]byte, rows*cols/2), scale, rows, cols)
			for i := range w {
				w[i] = max(w[i], -127)
			}
			half := halves(r, rows*cols/Block)
			q8 := NewQ8Matrix(w, half, rows, cols)
			q4 := NewQ4Matrix(make([]byte, rows*cols/2), half, half, rows, cols)
			for _, tokens := range []int{1, 16, 128} {
				x, dst := randomFloats(r, tokens*cols, 1), make([]float32, tokens*rows)
				for _, product := range []struct {
					name string
					mul  func(dst []float32, in *Activations, bias []float32)
					set  func(in *Activations)
				}{
					{"int8", m8.MatMul, func(in *Activations) { in.Set(x, tokens, cols, Int8Levels) }},
					{"q8", q8.MatMul, func(in *Activations) { in.SetQ8(x, tokens, cols) }},
					{"int4", m4.MatMul, func(in *Activations) { in.Set(x, tokens, cols, Int4Levels) }},
					{"q4", q4.MatMul, func(in *Activations) { in.SetQ4(x, tokens, cols) }},
				} {
					b.Run(fmt.Sprintf("%s/%dx%d/tokens=%d", product.name, rows, cols, tokens), func(b *testing.B) {
						var in Activations
						b.SetBytes(int64(tokens * rows * cols))
						for b.Loop() {
							product.set(&in)
							product.mul(dst, &in, nil)
						}
					})
				}
			}
		}
	})
}
