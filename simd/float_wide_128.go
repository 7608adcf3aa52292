//go:build goexperiment.simd && (arm64 || wasm)

package simd

import (
	"simd/archsimd"
	"unsafe"
)

// Kernels that treat each number by itself take the longest vectors there are: here of four lanes.

type (
	wide     = archsimd.Float32x4
	wideBits = archsimd.Uint32x4
	wideInts = archsimd.Int32x4
)

// wideLanes is the number of a wide vector's lanes.
const wideLanes = vector

func loadWide(x []float32) wide           { return archsimd.LoadFloat32x4(x) }
func broadcastWide(x float32) wide        { return archsimd.BroadcastFloat32x4(x) }
func broadcastWideBits(b uint32) wideBits { return archsimd.BroadcastUint32x4(b) }

// wideAt loads the i-th vector of the array at p.
func wideAt(p unsafe.Pointer, i int) wide {
	return archsimd.LoadFloat32x4Array((*[wideLanes]float32)(unsafe.Add(p, 4*wideLanes*i)))
}

// wideIntsAt loads the i-th vector of the array of int32 at p.
func wideIntsAt(p unsafe.Pointer, i int) wideInts {
	return archsimd.LoadInt32x4Array((*[wideLanes]int32)(unsafe.Add(p, 4*wideLanes*i)))
}

// putWide stores the i-th vector of the array at p.
func putWide(p unsafe.Pointer, i int, v wide) {
	v.StoreArray((*[wideLanes]float32)(unsafe.Add(p, 4*wideLanes*i)))
}

// maskBits has all bits of a lane set where the mask's is.
func maskBits(m archsimd.Mask32x4) wideInts { return m.ToInt32x4() }

// finish has nothing to clear here.
func finish() {}
