// Package repair puts right what Go 1.27's assembler gets wrong about relaxed SIMD instructions in WebAssembly.
//
// Their opcodes are FD followed by 0x100 + k as a LEB128 number, that is FD 80+k 02. Go 1.27.4 writes FD 80+k 01 02 instead: the
// number 0x80 + k, which is another instruction, and a stray 02. After every other instruction with a number of two bytes it writes
// a stray 01, which is a nop. So a 02 in that place means a relaxed instruction, and exchanging the last two bytes makes it one, with a
// nop after it, without moving anything else.
//
// The package walks the code instruction by instruction, since data and constants may hold the same bytes, and refuses what it does
// not know. A module that a later Go encodes right is left alone.
package repair

import (
	"bytes"
	"errors"
	"fmt"
)

// ErrModule is wrapped by every error: the module is not one that can be repaired, and has not been changed.
var ErrModule = errors.New("repair: cannot repair this module")

// codeSection is the number of the section that holds the functions' bodies.
const codeSection = 10

// Module repairs a module in place and returns the number of instructions it changed. On an error, which wraps ErrModule, the module is
// as it was.
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

// Count counts the vector instructions of a module that needs no repair. The error wraps ErrModule.
func Count(module []byte) (Instructions, error) {
	found, err := walk(module)
	if err != nil {
		return Instructions{}, err
	}
	return found.count, nil
}

// walk goes through a module's code.
func walk(module []byte) (*simdOps, error) {
	r := &reader{data: module}
	if !bytes.HasPrefix(module, []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, fmt.Errorf("%w: it does not begin like a WebAssembly module", ErrModule)
	}
	r.at = 8
	found := new(simdOps)
	for r.at < len(module) && r.err == nil {
		id, size := r.byte(), r.uint()
		end := r.at + int(size)
		if r.err == nil && (size > uint64(len(module)) || end > len(module)) {
			r.fail("section %d ends beyond the module", id)
		}
		if r.err == nil && id == codeSection {
			r.functions(end, found)
		}
		r.at = end
	}
	return found, r.err
}

// simdOps are the two-byte SIMD instructions of a module, by what follows them: the positions of those followed by 02, and whether
// all others are followed by Go 1.27's nop.
type simdOps struct {
	suspects []int // where the 01 of FD xx 01 02 is
	bare     int   // position of an instruction followed by something else, 0 if there is none
	proper   int   // position of a rightly encoded relaxed instruction, 0 if there is none
	count    Instructions
}

func (s *simdOps) repair(module []byte) (int, error) {
	if s.bare != 0 || s.proper != 0 {
		// Not Go 1.27's encoding: a 02 after a SIMD instruction is the beginning of a block.
		return 0, nil
	}
	for _, at := range s.suspects {
		if k := module[at-1] &^ 0x80; k > lastRelaxed {
			return 0, fmt.Errorf("%w: at %#x, %d is no relaxed SIMD instruction", ErrModule, at, k)
		}
	}
	for _, at := range s.suspects {
		module[at], module[at+1] = 2, 1
	}
	return len(s.suspects), nil
}

// functions walks the bodies of a code section that ends at end.
func (r *reader) functions(end int, found *simdOps) {
	for range r.uint() {
		size := r.uint()
		body := r.at + int(size)
		if r.err == nil && (size > uint64(end) || body > end) {
			r.fail("a function ends beyond its section")
		}
		if r.err != nil {
			return
		}
		for range r.uint() { // groups of locals
			r.uint()
			r.byte()
			if r.err != nil {
				return
			}
		}
		for r.at < body && r.err == nil {
			r.instruction(found)
		}
		if r.err == nil && r.at != body {
			r.fail("a function's last instruction goes on beyond it")
		}
	}
	if r.err == nil && r.at != end {
		r.fail("%d bytes after the last function", end-r.at)
	}
}
