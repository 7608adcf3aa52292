package simd

import "golang.org/x/sys/cpu"

// cpuFeatures reports whether the processor and the operating system support AVX2, and AVX-512 with byte instructions
// and VNNI.
func cpuFeatures() (avx2, vnni bool) {
	x := &cpu.X86
	return x.HasAVX2, x.HasAVX2 && x.HasAVX512F && x.HasAVX512BW && x.HasAVX512VNNI
}
