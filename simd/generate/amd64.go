package main

import (
	"fmt"
	"strings"
)

const aboutAVX2 = `// The matrix kernels for AVX2. VPMADDUBSW multiplies unsigned with signed bytes and adds neighbours with saturation to 16 bits, which
// cannot happen here (activations have 7 bits, or weights 4), and VPMADDWD by ones adds neighbours again. A panel is two vectors.
`

const aboutVNNI = `// The matrix kernels for AVX-512 VNNI: VPDPBUSD multiplies 64 unsigned with signed bytes and adds each four neighbours to a lane, so
// a panel is one vector, and a step of a panel one instruction.
`

// amd64 prints a function in Go's assembler for amd64.
type amd64 struct{ strings.Builder }

func (a *amd64) op(format string, args ...any) { fmt.Fprintf(a, "\t"+format+"\n", args...) }

// Registers that hold the arguments, in the order of dotArgs and int4Args. AX is the counter; R13 and R14 hold three
// times the strides.
var (
	dotRegisters  = []string{"DI", "SI", "DX", "CX", "R8", "R9", "R10"}
	int4Registers = []string{"DI", "SI", "DX", "BX", "CX", "R8", "R9", "R10", "R11"}
)

// begin begins a function and loads its arguments.
func (a *amd64) begin(name, signature string, args, registers []string) {
	fmt.Fprintf(a, "// func %s(%s)\nTEXT ·%s(SB), NOSPLIT, $0-%d\n", name, signature, name, 8*len(args))
	for i, arg := range args {
		a.op("MOVQ %s+%d(FP), %s", arg, 8*i, registers[i])
	}
	a.op("LEAQ (R9)(R9*2), R13")
	a.op("LEAQ (R10)(R10*2), R14")
}

// at returns the operand for token t's row; one register holds the stride, another three times the stride.
func at(offset int, base, stride, stride3 string, t int) string {
	return fmt.Sprintf("%d(%s)", offset, base) +
		[]string{"", "(" + stride + "*1)", "(" + stride + "*2)", "(" + stride3 + "*1)"}[t]
}

func sumAt(offset, t int) string { return at(offset, "DI", "R9", "R13", t) }
func xOf(offset, t int) string   { return at(offset, "R12", "R10", "R14", t) }

// int8AVX2 keeps its sums in Y0.., two for each token; Y15 holds ones, Y14 the activations, Y12 and Y13 the weights.
func int8AVX2(tokens int) string {
	a := new(amd64)
	a.begin(name("dotInt8AVX2", tokens), dotSignature, dotArgs, dotRegisters)
	a.ones()
	a.WriteString("panel:\n")
	a.op("MOVQ DX, R12")
	a.op("MOVQ R8, AX")
	for t := range tokens {
		a.op("VMOVDQU %s, Y%d", sumAt(0, t), 2*t)
		a.op("VMOVDQU %s, Y%d", sumAt(32, t), 2*t+1)
	}
	a.WriteString("group:\n")
	for step := range steps {
		a.int8Step(tokens, step)
	}
	a.op("ADDQ $%d, SI", steps*stepBytes)
	a.op("ADDQ $8, R12")
	a.op("DECQ AX")
	a.op("JNZ group")
	for t := range tokens {
		a.op("VMOVDQU Y%d, %s", 2*t, sumAt(0, t))
		a.op("VMOVDQU Y%d, %s", 2*t+1, sumAt(32, t))
	}
	a.next("DI", "CX")
	return a.String()
}

// ones sets every 16 bits of Y15 to 1.
func (a *amd64) ones() {
	a.op("VPCMPEQW Y15, Y15, Y15")
	a.op("VPSRLW $15, Y15, Y15")
}

// int8Step multiplies a step of signed bytes with all tokens, whose activations are the unsigned operand.
func (a *amd64) int8Step(tokens, step int) {
	a.op("VMOVDQU %d(SI), Y12", step*stepBytes)
	a.op("VMOVDQU %d(SI), Y13", step*stepBytes+32)
	for t := range tokens {
		a.op("VPBROADCASTD %s, Y14", xOf(4*step, t))
		for c := range 2 {
			a.op("VPMADDUBSW Y%d, Y14, Y%d", 12+c, 10+c)
			a.op("VPMADDWD Y15, Y%d, Y%d", 10+c, 10+c)
			a.op("VPADDD Y%d, Y%d, Y%d", 10+c, 2*t+c, 2*t+c)
		}
	}
}

// next advances to the next panel, and returns after the last.
func (a *amd64) next(sums, panels string) {
	a.op("ADDQ $64, %s", sums)
	a.op("DECQ %s", panels)
	a.op("JNZ panel")
	a.op("VZEROUPPER")
	a.op("RET")
}

// int8VNNI keeps two sums for each token, so that two multiplications are in flight even with a single token.
func int8VNNI(tokens int) string {
	a := new(amd64)
	a.begin(name("dotInt8VNNI", tokens), dotSignature, dotArgs, dotRegisters)
	a.WriteString("panel:\n")
	a.op("MOVQ DX, R12")
	a.op("MOVQ R8, AX")
	for t := range tokens {
		a.op("VMOVDQU32 %s, Z%d", sumAt(0, t), 2*t)
		a.op("VPXORD Z%d, Z%d, Z%d", 2*t+1, 2*t+1, 2*t+1)
	}
	a.WriteString("group:\n")
	for step := range steps {
		a.op("VMOVDQU32 %d(SI), Z12", step*stepBytes)
		for t := range tokens {
			a.op("VPBROADCASTD %s, Z%d", xOf(4*step, t), 16+t)
			a.op("VPDPBUSD Z12, Z%d, Z%d", 16+t, 2*t+step)
		}
	}
	a.op("ADDQ $%d, SI", steps*stepBytes)
	a.op("ADDQ $8, R12")
	a.op("DECQ AX")
	a.op("JNZ group")
	for t := range tokens {
		a.op("VPADDD Z%d, Z%d, Z%d", 2*t, 2*t+1, 2*t)
		a.op("VMOVDQU32 Z%d, %s", 2*t, sumAt(0, t))
	}
	a.next("DI", "CX")
	return a.String()
}

// int4Panel begins a panel of the int4 kernels: R12 points at the activations, R15 at the start values.
func (a *amd64) int4Panel() {
	a.WriteString("panel:\n")
	a.op("MOVQ DX, R12")
	a.op("MOVQ BX, R15")
	a.op("MOVQ R8, AX")
	a.WriteString("block:\n")
}

// startAt returns the operand of token t's start value. No register holds three times its stride, so the fourth token's
// address is computed.
func (a *amd64) startAt(t int) string {
	if t < 3 {
		return at(0, "R15", "R11", "", t)
	}
	return "0(R15)"
}

func (a *amd64) nextBlock() {
	a.op("ADDQ $%d, SI", blockBytes)
	a.op("ADDQ $%d, R12", block)
	a.op("ADDQ $4, R15")
	a.op("DECQ AX")
	a.op("JNZ block")
	a.next("DI", "CX")
}

// starts sets the sums of all tokens to their start values.
func (a *amd64) starts(tokens int, set func(t int, from string)) {
	for t := range tokens {
		if t < 3 {
			set(t, a.startAt(t))
			continue
		}
		a.op("LEAQ (R15)(R11*2), R15")
		set(t, at(0, "R15", "R11", "", 1))
		a.op("SUBQ R11, R15")
		a.op("SUBQ R11, R15")
	}
}

func int4AVX2(tokens int) string {
	a := new(amd64)
	a.begin(name("dotInt4AVX2", tokens), int4Signature, int4Args, int4Registers)
	a.ones()
	a.lowNibbles()
	a.int4Panel()
	a.starts(tokens, func(t int, from string) {
		a.op("VPBROADCASTD %s, Y%d", from, 2*t)
		a.op("VMOVDQA Y%d, Y%d", 2*t, 2*t+1)
	})
	for step := range int4Steps {
		a.int4Step(tokens, step, 8*step, 8*step+4)
	}
	for t := range tokens {
		for c := range 2 {
			a.op("VCVTDQ2PS Y%d, Y10", 2*t+c)
			a.op("VMULPS %d(SI), Y10, Y10", int4Steps*stepBytes+32*c)
			a.op("VADDPS %s, Y10, Y10", sumAt(32*c, t))
			a.op("VMOVUPS Y10, %s", sumAt(32*c, t))
		}
	}
	a.nextBlock()
	return a.String()
}

// lowNibbles sets every byte of Y14 to 15.
func (a *amd64) lowNibbles() {
	a.op("VPCMPEQB Y14, Y14, Y14")
	a.op("VPABSB Y14, Y14")
	a.op("VPSLLW $4, Y14, Y13")
	a.op("VPSUBB Y14, Y13, Y14") // 16 - 1 in every byte
}

// int4Step multiplies a step of nibbles with all tokens, whose activations for the low and the high halves of the bytes
// are at these offsets.
func (a *amd64) int4Step(tokens, step int, halves ...int) {
	for c := range 2 {
		a.op("VMOVDQU %d(SI), Y8", step*stepBytes+32*c)
		a.op("VPSRLW $4, Y8, Y9")
		a.op("VPAND Y14, Y8, Y8")
		a.op("VPAND Y14, Y9, Y9")
		for t := range tokens {
			for half := range 2 {
				a.op("VPBROADCASTD %s, Y%d", xOf(halves[half], t), 10+half)
				a.op("VPMADDUBSW Y%d, Y%d, Y%d", 10+half, 8+half, 10+half)
			}
			a.op("VPADDW Y10, Y11, Y10") // 4·15·128 fits 16 bits
			a.op("VPMADDWD Y15, Y10, Y10")
			a.op("VPADDD Y10, Y%d, Y%d", 2*t+c, 2*t+c)
		}
	}
}

func int4VNNI(tokens int) string {
	a := new(amd64)
	a.begin(name("dotInt4VNNI", tokens), int4Signature, int4Args, int4Registers)
	a.lowNibbles512()
	a.int4Panel()
	a.starts(tokens, func(t int, from string) {
		a.op("VPBROADCASTD %s, Z%d", from, 2*t)
		a.op("VPXORD Z%d, Z%d, Z%d", 2*t+1, 2*t+1, 2*t+1)
	})
	for step := range int4Steps {
		a.int4Step512(tokens, step, 8*step, 8*step+4)
	}
	for t := range tokens {
		a.op("VPADDD Z%d, Z%d, Z10", 2*t, 2*t+1)
		a.op("VCVTDQ2PS Z10, Z10")
		a.op("VMULPS %d(SI), Z10, Z10", int4Steps*stepBytes)
		a.op("VADDPS %s, Z10, Z10", sumAt(0, t))
		a.op("VMOVUPS Z10, %s", sumAt(0, t))
	}
	a.nextBlock()
	return a.String()
}

// lowNibbles512 sets every byte of Z14 to 15.
func (a *amd64) lowNibbles512() {
	a.op("VPTERNLOGD $255, Z14, Z14, Z14")
	a.op("VPABSB Z14, Z14")
	a.op("VPSLLW $4, Z14, Z13")
	a.op("VPSUBB Z14, Z13, Z14") // 16 - 1 in every byte
}

// int4Step512 is int4Step with vectors of 64 bytes.
func (a *amd64) int4Step512(tokens, step int, halves ...int) {
	a.op("VMOVDQU32 %d(SI), Z8", step*stepBytes)
	a.op("VPSRLW $4, Z8, Z9")
	a.op("VPANDD Z14, Z8, Z8")
	a.op("VPANDD Z14, Z9, Z9")
	for t := range tokens {
		for half := range 2 {
			a.op("VPBROADCASTD %s, Z%d", xOf(halves[half], t), 16+half)
			a.op("VPDPBUSD Z%d, Z%d, Z%d", 16+half, 8+half, 2*t+half)
		}
	}
}

// name returns a kernel's name: dotInt8x2 handles two tokens.
func name(kernel string, tokens int) string { return fmt.Sprintf("%sx%d", kernel, tokens) }
