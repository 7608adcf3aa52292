//go:build !(goexperiment.simd && wasm)

package simd

func q8LayBlocks(panel []byte, recordBytes, r int, data []byte, sums []int32, flip uint32) (lowest bool) {
	return q8LayBlocksGeneric(panel, recordBytes, r, data, sums, flip)
}
