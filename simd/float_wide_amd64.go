//go:build goexperiment.simd

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// Kernels that treat each number by itself give the same bits with vectors of any length, so they take the longest that
// every processor with haveVectors has: here AVX's.

type (
	wide     = archsimd.Float32x8
	wideBits = archsimd.Uint32x8
	wideInts = archsimd.Int32x8
)

// wideLanes is the number of a wide vector's lanes.
const wideLanes = 8

func loadWide(x []float32) wide           { return archsimd.LoadFloat32x8(x) }
func broadcastWide(x float32) wide        { return archsimd.BroadcastFloat32x8(x) }
func broadcastWideBits(b uint32) wideBits { return archsimd.BroadcastUint32x8(b) }

// wideAt loads the i-th vector of the array at p.
func wideAt(p unsafe.Pointer, i int) wide {
	return archsimd.LoadFloat32x8Array((*[wideLanes]float32)(unsafe.Add(p, 4*wideLanes*i)))
}

// wideIntsAt loads the i-th vector of the array of int32 at p.
func wideIntsAt(p unsafe.Pointer, i int) wideInts {
	return archsimd.LoadInt32x8Array((*[wideLanes]int32)(unsafe.Add(p, 4*wideLanes*i)))
}

// putWide stores the i-th vector of the array at p.
func putWide(p unsafe.Pointer, i int, v wide) {
	v.StoreArray((*[wideLanes]float32)(unsafe.Add(p, 4*wideLanes*i)))
}

// maskBits has all bits of a lane set where the mask's is.
func maskBits(m archsimd.Mask32x8) wideInts { return m.ToInt32x8() }

// finish clears the upper halves of the vector registers, for the reason that begin gives; a kernel that has used wide
// vectors calls it last.
func finish() { archsimd.ClearAVXUpperBits() }
