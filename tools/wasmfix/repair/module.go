// Package repair corrects Go 1.27's assembler's encoding of relaxed SIMD instructions in WebAssembly.
//
// Their opcodes are FD followed by 0x100 + k as a LEB128 number, that is FD 80+k 02. Go 1.27.4 writes FD 80+k 01 02
// instead: the opcode 0x80 + k, which is another instruction, and a stray 02. After every other instruction with a
// two-byte opcode it writes a stray 01, which is a nop. So a 02 in that place means a relaxed instruction; swapping the
// last two bytes makes it one, with a nop after it, without moving anything else.
//
// The package walks the code instruction by instruction, since data and constants may hold the same bytes, and rejects
// unknown instructions. It leaves a module alone that a later Go encodes correctly.
package repair

import (
	"fmt"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// Module repairs a module in place and returns the number of instructions it changed. On an error, which wraps
// wasmmodule.ErrModule, the module is as it was.
func Module(module []byte) (int, error) {
	found, err := walk(module)
	if err != nil {
		return 0, err
	}
	return found.repair(module)
}

// Instructions counts a module's vector instructions.
type Instructions struct {
	// Vector counts all of them, Relaxed those of relaxed SIMD.
	Vector, Relaxed int
}

// Count counts the vector instructions of a module that needs no repair. The error wraps
// wasmmodule.ErrModule.
func Count(module []byte) (Instructions, error) {
	found, err := walk(module)
	if err != nil {
		return Instructions{}, err
	}
	return found.count, nil
}

// walk iterates over a module's code.
func walk(module []byte) (*simdOps, error) {
	found := new(simdOps)
	for section, err := range wasmmodule.Sections(module) {
		if err != nil {
			return nil, err
		}
		if section.ID != wasmmodule.SectionCode {
			continue
		}
		r := &walker{wasmmodule.Reader{Data: module[:section.End], At: section.Start}}
		r.functions(found)
		if r.Err() != nil {
			return nil, r.Err()
		}
	}
	return found, nil
}

// simdOps are the two-byte SIMD instructions of a module, by what follows them: the positions of those followed by 02,
// and whether all others are followed by Go 1.27's nop.
type simdOps struct {
	suspects []int // where the 01 of FD xx 01 02 is
	bare     int   // position of an instruction followed by another byte, 0 if there is none
	proper   int   // position of a correctly encoded relaxed instruction, 0 if there is none
	count    Instructions
}

func (s *simdOps) repair(module []byte) (int, error) {
	if s.bare != 0 || s.proper != 0 {
		// Not Go 1.27's encoding: a 02 after a SIMD instruction is the beginning of a block.
		return 0, nil
	}
	for _, at := range s.suspects {
		if k := module[at-1] &^ 0x80; k > lastRelaxed {
			return 0, fmt.Errorf("%w: at %#x, %d is not a relaxed SIMD instruction", wasmmodule.ErrModule, at, k)
		}
	}
	for _, at := range s.suspects {
		module[at], module[at+1] = 2, 1
	}
	return len(s.suspects), nil
}

// functions iterates over the bodies of a code section, which ends where the reader does.
func (r *walker) functions(found *simdOps) {
	for range r.Uint() {
		size := r.Uint()
		body := r.At + size
		if size > len(r.Data)-r.At {
			r.Fail("a function ends beyond its section")
		}
		for range r.Uint() { // groups of locals
			r.Uint()
			r.Byte()
			if r.Err() != nil {
				break
			}
		}
		for r.Err() == nil && r.At < body {
			r.instruction(found)
		}
		if r.At != body {
			r.Fail("a function's last instruction extends beyond its end")
		}
		if r.Err() != nil {
			return
		}
	}
	if r.More() {
		r.Fail("%d bytes after the last function", len(r.Data)-r.At)
	}
}
