#include "textflag.h"

// The int8 dot product for WebAssembly SIMD128: 4 rows at a time, 16 columns at a time.
//
// 16 activations are widened to two vectors of int16 once and shared by the 4 rows; each row's 16 weights are widened likewise and
// multiplied by i32x4.dot_i16x8_s, which adds neighbouring products. That instruction cannot overflow here: 2·128·128 < 2³¹.
//
// Each row ends with 4 partial sums in its accumulator. The lanes of 4 accumulators are added up together (a transposition by
// swizzles) so that one store writes 4 results. I8x16Swizzle takes its lane numbers from a constant vector; the shuffle and
// extract_lane instructions that one would use otherwise are encoded wrongly by Go 1.27's assembler.

// ROW multiplies 16 weights at address R(ptr), with the activations in V4 and V5, into accumulator acc, and moves on by 16 bytes.
#define ROW(ptr, acc) \
	Get ptr; \
	I32WrapI64; \
	V128Load $0; \
	Tee V6; \
	I16x8ExtendLowI8x16S; \
	Get V4; \
	I32x4DotI16x8S; \
	Get V6; \
	I16x8ExtendHighI8x16S; \
	Get V5; \
	I32x4DotI16x8S; \
	I32x4Add; \
	Get acc; \
	I32x4Add; \
	Set acc; \
	Get ptr; \
	I64Const $16; \
	I64Add; \
	Set ptr

// PAIR leaves [a0+a2, a1+a3, b0+b2, b1+b3] in accumulator a. V7 swaps the halves of a vector, V9 selects the lower half.
#define PAIR(a, b) \
	Get a; \
	Get a; \
	Get V7; \
	I8x16Swizzle; \
	I32x4Add; \
	Get b; \
	Get b; \
	Get V7; \
	I8x16Swizzle; \
	I32x4Add; \
	Get V9; \
	V128Bitselect; \
	Set a

// FOLD adds neighbouring lanes of a pair and moves the two sums to where the lane numbers lo, hi say; lane number -1 gives zero.
#define FOLD(a, lo, hi) \
	Get a; \
	Get a; \
	Get V8; \
	I8x16Swizzle; \
	I32x4Add; \
	V128Const lo, hi; \
	I8x16Swizzle

// func dotInt8Groups(acc *int32, w, x *int8, groups, blocks, stride int)
TEXT ·dotInt8Groups(SB), NOSPLIT, $0-48
	I64Load acc+0(FP)
	Set R0
	I64Load w+8(FP)
	Set R1
	I64Load groups+24(FP)
	Set R5
	I64Load stride+40(FP)
	Set R8

	V128Const $0x0f0e0d0c0b0a0908, $0x0706050403020100 // swap the halves
	Set V7
	V128Const $0x0302010007060504, $0x0b0a09080f0e0d0c // swap neighbouring lanes
	Set V8
	V128Const $-1, $0
	Set V9

	Loop
		// R1..R4 are the group's rows, R6 the activations, R7 the blocks still to do.
		Get R1
		Get R8
		I64Add
		Set R2
		Get R2
		Get R8
		I64Add
		Set R3
		Get R3
		Get R8
		I64Add
		Set R4
		Get R4
		Get R8
		I64Add
		Set R9 // the next group's first row
		I64Load x+16(FP)
		Set R6
		I64Load blocks+32(FP)
		Set R7
		V128Const $0, $0
		Set V0
		V128Const $0, $0
		Set V1
		V128Const $0, $0
		Set V2
		V128Const $0, $0
		Set V3

		Loop
			Get R6
			I32WrapI64
			V128Load $0
			Tee V6
			I16x8ExtendLowI8x16S
			Set V4
			Get V6
			I16x8ExtendHighI8x16S
			Set V5
			Get R6
			I64Const $16
			I64Add
			Set R6

			ROW(R1, V0)
			ROW(R2, V1)
			ROW(R3, V2)
			ROW(R4, V3)

			Get R7
			I64Const $1
			I64Sub
			Tee R7
			I64Const $0
			I64Ne
			BrIf $0
		End

		PAIR(V0, V1)
		PAIR(V2, V3)
		Get R0
		I32WrapI64
		FOLD(V0, $0x0b0a090803020100, $-1)
		FOLD(V2, $-1, $0x0b0a090803020100)
		V128Or
		V128Store $0

		Get R0
		I64Const $16
		I64Add
		Set R0
		Get R9
		Set R1
		Get R5
		I64Const $1
		I64Sub
		Tee R5
		I64Const $0
		I64Ne
		BrIf $0
	End
	RET
