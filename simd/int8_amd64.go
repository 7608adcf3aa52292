package simd

// avx2 and vnni say which kernels the processor can run.
var avx2, vnni = cpuFeatures()

func matmulVariant() string {
	switch {
	case vnni:
		return "avx512vnni"
	case avx2:
		return "avx2"
	}
	return "generic"
}

// int8OperandBytes is the size of an activation in the kernel's encoding.
const int8OperandBytes = 1

// tileTokens are the numbers of tokens that there are kernels for.
var tileTokens = []int{1, 2, 4}

func int8Operands(in *Input, dst []byte, values []int8, t int) {
	if !avx2 {
		int8PlainOperands(in, dst, values, t)
		return
	}
	int8OffsetOperands(in, dst, values, t)
}

func int8Start(m *Int8Matrix) []int32 {
	if !avx2 {
		return nil
	}
	return int8OffsetStart(m)
}

func int8Encode([]byte) {}

func int8Decode(panels []byte, i int) int8 { return int8(panels[i]) }

func dotInt8(tokens int, sums []int32, w, x []byte, panels, groups, sumStride, xStride int) {
	switch {
	case vnni && tokens == 4:
		dotInt8VNNIx4(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
	case vnni && tokens == 2:
		dotInt8VNNIx2(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
	case vnni:
		dotInt8VNNIx1(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
	case avx2 && tokens == 4:
		dotInt8AVX2x4(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
	case avx2 && tokens == 2:
		dotInt8AVX2x2(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
	case avx2:
		dotInt8AVX2x1(&sums[0], &w[0], &x[0], panels, groups, sumStride, xStride)
	default:
		dotInt8Panels(tokens, sums, w, x, panels, groups, sumStride, xStride)
	}
}

// The kernels add to acc, [tokens][panels·16] with accStride bytes between tokens, the products of a matrix's panels with the tokens'
// activations, xStride bytes apart. groups is the number of inputs over 8; it and panels must be at least 1.

//go:noescape
func dotInt8AVX2x1(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8AVX2x2(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8AVX2x4(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8VNNIx1(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8VNNIx2(acc *int32, w, x *byte, panels, groups, accStride, xStride int)

//go:noescape
func dotInt8VNNIx4(acc *int32, w, x *byte, panels, groups, accStride, xStride int)
