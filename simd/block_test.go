package simd

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// q8Fills are fills without -128, which Q8 does not have.
var q8Fills = map[string]func(r *rand.Rand) int8{
	"random":    func(r *rand.Rand) int8 { return int8(r.IntN(255) - 127) },
	"lowest":    func(*rand.Rand) int8 { return -127 },
	"highest":   func(*rand.Rand) int8 { return 127 },
	"alternate": func(r *rand.Rand) int8 { return []int8{-127, 127}[r.IntN(2)] },
}

// halves are random numbers with as many bits as a float16 has.
func halves(r *rand.Rand, n int) []float32 {
	v := randomFloats(r, n, 1)
	for i := range v {
		v[i] = math.Float32frombits(math.Float32bits(v[i]) &^ spareBits)
	}
	return v
}

func TestQ8MatMulMatchesDefinition(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for name, fill := range q8Fills {
			for inputName, inputFill := range inputFills {
				t.Run(name+"/"+inputName, func(t *testing.T) {
					for _, rows := range edgeRows {
						cols, tokens := edgeCols[r.IntN(len(edgeCols))], edgeTokens[r.IntN(len(edgeTokens))]
						compareQ8(t, randomInt8(r, rows*cols, fill), randomActivations(r, tokens*cols, inputFill), rows, cols, tokens)
					}
					for _, cols := range edgeCols {
						compareQ8(t, randomInt8(r, 17*cols, fill), randomActivations(r, 3*cols, inputFill), 17, cols, 3)
					}
				})
			}
		}
	})
}

func TestQ4MatMulMatchesDefinition(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for name, fill := range fills {
			for inputName, inputFill := range inputFills {
				t.Run(name+"/"+inputName, func(t *testing.T) {
					for i, rows := range edgeRows {
						cols, tokens := Block*(1+i%5), edgeTokens[r.IntN(len(edgeTokens))]
						compareQ4(t, nibblesOf(randomInt8(r, rows*cols, fill)), randomActivations(r, tokens*cols, inputFill), rows,
							cols, tokens)
					}
				})
			}
		}
	})
}

// TestBlocksLarge multiplies matrices of more than one cached part.
func TestBlocksLarge(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		compareQ8(t, randomInt8(r, 300*3072, q8Fills["random"]), randomActivations(r, 7*3072, inputFills["opposite"]), 300,
			3072, 7)
		compareQ4(t, nibblesOf(randomInt8(r, 300*3072, fills["random"])), randomActivations(r, 7*3072, inputFills["random"]),
			300, 3072, 7)
	})
}

// TestBlockDefinitionsByHand checks the definitions themselves against results computed by hand.
func TestBlockDefinitionsByHand(t *testing.T) {
	w, x := make([]int8, Block+1), make([]int8, Block+1)
	w[0], x[0], w[31], x[31], w[32], x[32] = -8, 10, 7, 3, 5, -60
	out := make([]float32, 1)
	q8Generic(out, w, []float32{0.5, 0.25}, x, []float32{2, 0.5}, 1, Block+1)
	if want := float32((-80+21)*0.5*2 + -300*0.25*0.5); out[0] != want {
		t.Errorf("q8Generic = %v, want %v", out[0], want)
	}
	nibbles := make([]uint8, 2*Block)
	y := make([]int8, 2*Block)
	nibbles[0], y[0], nibbles[31], y[31], nibbles[32], y[32], y[33] = 15, 10, 7, 3, 5, -100, 4
	q4Generic(out, nibbles, []float32{0.5, 0.25}, []float32{-2, 3}, y, []float32{2, 0.5}, 1, 2*Block)
	if want := float32((150+21)*0.5*2 + -2*13*2 + -500*0.25*0.5 + 3*-96*0.5); out[0] != want {
		t.Errorf("q4Generic = %v, want %v", out[0], want)
	}
}

func TestBlockRowsComeBack(t *testing.T) {
	eachVariant(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(5, 6))
		const rows, cols, blocks = 37, 3 * Block, 3
		w, nibbles := randomInt8(r, rows*cols, q8Fills["random"]), nibblesOf(randomInt8(r, rows*cols, fills["random"]))
		scale, minimum := halves(r, rows*blocks), halves(r, rows*blocks)
		m8 := NewQ8Matrix(w, scale, rows, cols)
		m4 := NewQ4Matrix(packHalves(nibbles), scale, minimum, rows, cols)
		got, want := make([]float32, cols), make([]float32, cols)
		for row := range rows {
			m8.Row(got, row)
			for c := range want {
				want[c] = float32(w[row*cols+c]) * scale[row*blocks+c/Block]
			}
			requireSameBits(t, "Q8Matrix.Row", got, want)
			m4.Row(got, row)
			for c := range want {
				want[c] = float32(float32(nibbles[row*cols+c])*scale[row*blocks+c/Block]) + minimum[row*blocks+c/Block]
			}
			requireSameBits(t, "Q4Matrix.Row", got, want)
		}
	})
}

func TestBlockMatricesRefuse(t *testing.T) {
	good := NewQ8Matrix(make([]int8, 64), make([]float32, 2), 2, 32)
	var in, other Activations
	in.Set(make([]float32, 32), 1, 32, q8Levels-1)
	other.SetQ4(make([]float32, 32), 1, 32)
	for name, call := range map[string]func(){
		"q8 short weights": func() { NewQ8Matrix(make([]int8, 65), make([]float32, 4), 2, 33) },
		"q8 short scales":  func() { NewQ8Matrix(make([]int8, 66), make([]float32, 3), 2, 33) },
		"q8 scale":         func() { NewQ8Matrix(make([]int8, 32), []float32{0.1}, 1, 32) },
		"q8 -128":          func() { NewQ8Matrix([]int8{-128}, []float32{1}, 1, 1) },
		"q4 odd columns":   func() { NewQ4Matrix(make([]byte, 64), make([]float32, 4), make([]float32, 4), 2, 33) },
		"q4 short weights": func() { NewQ4Matrix(make([]byte, 31), make([]float32, 2), make([]float32, 2), 2, 32) },
		"q4 short scales":  func() { NewQ4Matrix(make([]byte, 32), make([]float32, 1), make([]float32, 2), 2, 32) },
		"q4 short minima":  func() { NewQ4Matrix(make([]byte, 32), make([]float32, 2), make([]float32, 1), 2, 32) },
		"one scale":        func() { good.MatMul(make([]float32, 2), &in, nil) },
		"q4's activations": func() { good.MatMul(make([]float32, 2), &other, nil) },
		"short input":      func() { in.SetQ8(make([]float32, 31), 1, 32) },
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

func FuzzBlockMatMul(f *testing.F) {
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
			w[i] = max(int8(data[i]), -127)
		}
		r := rand.New(rand.NewPCG(uint64(len(data)), uint64(rows)))
		compareQ8(t, w, randomActivations(r, tok*cols, inputFills["random"]), n, cols, tok)
		if cols -= cols % Block; cols > 0 {
			compareQ4(t, nibblesOf(w[:n*cols]), randomActivations(r, tok*cols, inputFills["random"]), n, cols, tok)
		}
	})
}

// quantizeBlocks quantizes a vector block by block.
func quantizeBlocks(x []float32, quantize func(dst []int8, x []float32) float32) (q []int8, scale []float32) {
	q = make([]int8, len(x))
	for from := 0; from < len(x); from += Block {
		to := min(from+Block, len(x))
		scale = append(scale, quantize(q[from:to], x[from:to]))
	}
	return q, scale
}

func compareQ8(t *testing.T, w []int8, x []float32, rows, cols, tokens int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
	scale, bias := halves(r, rows*((cols+Block-1)/Block)), randomFloats(r, rows, 1)
	got, want := make([]float32, tokens*rows), make([]float32, tokens*rows)
	var in Activations
	in.SetQ8(x, tokens, cols)
	NewQ8Matrix(w, scale, rows, cols).MatMul(got, &in, bias)
	for i := range tokens {
		q, xScale := quantizeBlocks(x[i*cols:(i+1)*cols], QuantizeRange)
		q8Generic(want[i*rows:(i+1)*rows], w, scale, q, xScale, rows, cols)
		Add(want[i*rows:(i+1)*rows], bias)
	}
	requireSameBits(t, fmt.Sprintf("Q8 %dx%d, %d tokens", rows, cols, tokens), got, want)
}

func compareQ4(t *testing.T, w []uint8, x []float32, rows, cols, tokens int) {
	t.Helper()
	r := rand.New(rand.NewPCG(uint64(rows), uint64(cols)))
	scale, minimum, bias := halves(r, rows*cols/Block), halves(r, rows*cols/Block), randomFloats(r, rows, 1)
	got, want := make([]float32, tokens*rows), make([]float32, tokens*rows)
	var in Activations
	in.SetQ4(x, tokens, cols)
	NewQ4Matrix(packHalves(w), scale, minimum, rows, cols).MatMul(got, &in, bias)
	for i := range tokens {
		q, xScale := quantizeBlocks(x[i*cols:(i+1)*cols], quantizeQ4)
		q4Generic(want[i*rows:(i+1)*rows], w, scale, minimum, q, xScale, rows, cols)
		Add(want[i*rows:(i+1)*rows], bias)
	}
	requireSameBits(t, fmt.Sprintf("Q4 %dx%d, %d tokens", rows, cols, tokens), got, want)
}

func quantizeQ4(dst []int8, x []float32) float32 { return QuantizeVec(dst, x, 127) }

func nibblesOf(values []int8) []uint8 {
	nibbles := make([]uint8, len(values))
	for i, v := range values {
		nibbles[i] = uint8(v) >> 4
	}
	return nibbles
}

// packPlain packs two values of 0 to 15 into a byte.
func packHalves(values []uint8) []byte {
	data := make([]byte, (len(values)+1)/2)
	for i, v := range values {
		data[i/2] |= v << (4 * (i % 2))
	}
	return data
}
