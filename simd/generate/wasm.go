package main

import (
	"fmt"
	"strings"
)

// wasm prints a WebAssembly function in Go's assembler. Integer registers are 64 bits wide, and addresses in them are
// cut to 32 bits where they are used. Quirks of Go 1.27's assembler shape the code: I32Load takes an offset, but the
// loads that splat or widen do not, and what should follow their opcode, alignment and offset, has to be spelt as the
// instructions with those opcodes; V128Store takes its offset only as a second operand, and silently drops it as the
// only one; extract_lane and shuffle are encoded wrongly; and loading an argument pushes SP by itself.
type wasm struct {
	strings.Builder
	indent int
}

// function begins a function. args are its parameters in order, 8 bytes each.
func (w *wasm) function(name, signature string, args ...string) *wasm {
	fmt.Fprintf(w, "// func %s(%s)\nTEXT ·%s(SB), NOSPLIT, $0-%d\n", name, signature, name, 8*len(args))
	w.indent = 1
	return w
}

// end ends the function and returns its text.
func (w *wasm) end() string {
	w.op("RET")
	return w.String()
}

// op prints one instruction, or several separated by semicolons.
func (w *wasm) op(format string, args ...any) {
	for _, line := range strings.Split(fmt.Sprintf(format, args...), "; ") {
		w.WriteString(strings.Repeat("\t", w.indent) + line + "\n")
	}
}

// arg loads parameter number i, called name, into a register.
func (w *wasm) arg(name string, i int, register string) {
	w.op("I64Load %s+%d(FP); Set %s", name, 8*i, register)
}

// loop repeats body as many times as a register says, at least once; the register is 0 afterwards.
func (w *wasm) loop(register string, body func()) {
	w.op("Loop")
	w.indent++
	body()
	w.op("Get %s; I64Const $1; I64Sub; Tee %s; I64Const $0; I64Ne; BrIf $0", register, register)
	w.indent--
	w.op("End")
}

// copy sets one register to another.
func (w *wasm) copy(to, from string) { w.op("Get %s; Set %s", from, to) }

// addTo sets a register to the sum of two.
func (w *wasm) addTo(to, a, b string) { w.op("Get %s; Get %s; I64Add; Set %s", a, b, to) }

// advance adds bytes to an address.
func (w *wasm) advance(register string, bytes int) {
	w.op("Get %s; I64Const $%d; I64Add; Set %s", register, bytes, register)
}

// address pushes an address.
func (w *wasm) address(register string) { w.op("Get %s; I32WrapI64", register) }

// load pushes the 16 bytes at an offset of an address.
func (w *wasm) load(register string, offset int) {
	w.address(register)
	w.op("V128Load $%d", offset)
}

// splat sets a vector to four times the 4 bytes at an offset of an address. A processor does that while it loads; to
// load a number first and splat it then takes two more instructions, of the kind that kernels have too many of. The
// assembler writes neither alignment nor offset, so a nop and an unreachable, 1 and 0, stand for an alignment of
// 2 bytes, which is a hint, and no offset. A Go that does better will refuse the instruction without an operand.
func (w *wasm) splat(vector, register string, offset int) {
	w.address(register)
	if offset != 0 {
		w.op("I32Const $%d; I32Add", offset)
	}
	w.op("V128Load32Splat; Nop; Unreachable; Set %s", vector)
}

// v and r name registers.
func v(i int) string { return fmt.Sprintf("V%d", i) }
func r(i int) string { return fmt.Sprintf("R%d", i) }
