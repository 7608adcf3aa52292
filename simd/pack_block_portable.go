//go:build !(goexperiment.simd && wasm)

package simd

func packPairs(dst *[2 * Block]byte, x *[Block]float32, g *grid) (first, sum int32) {
	return packPairsGeneric(dst, x, g)
}

func packLanes(dst *[2 * Block]byte, x *[Block]float32, g *grid) (last, sum int32) {
	return packLanesGeneric(dst, x, g)
}
