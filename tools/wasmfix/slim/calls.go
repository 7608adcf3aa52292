package slim

import (
	"bytes"
	"encoding/binary"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// giveUp is what a branch out of all blocks becomes.
var giveUp = []byte{wasmmodule.OpIf, wasmmodule.TypeEmpty, wasmmodule.OpI32Const, 1, wasmmodule.OpReturn,
	wasmmodule.OpEnd}

// behindBlocks is how a function ends whose blocks are left to give it up.
var behindBlocks = []byte{wasmmodule.OpI32Const, 1, wasmmodule.OpEnd}

// behindAddress is what follows an address to return to: it is stored, and the called function begins at its beginning.
var behindAddress = []byte{wasmmodule.OpI64Store, 3, 0, wasmmodule.OpI32Const, 0}

// addressBits are those of an address within its function.
const addressBits = 16

// instruction is one with a number: from where to where it is, and the number.
type instruction struct {
	op               byte
	from, to, number int
}

// calls is what there is to rewrite in a function.
type calls struct {
	unwinds  []edit
	returnTo []instruction // addresses
	locals   []instruction // whatever reads or sets a local variable
}

// scan reads a function's instructions.
func scan(r *wasmmodule.Reader) (c calls) {
	var outer []edit // the branches out of the outermost block so far
	depth, plain := 0, false
	for r.More() {
		from := r.At
		switch op := r.Instruction(); op {
		case wasmmodule.OpBlock, wasmmodule.OpLoop, wasmmodule.OpIf:
			if depth++; depth == 1 {
				outer, plain = nil, op == wasmmodule.OpBlock && r.Data[from+1] == wasmmodule.TypeEmpty
			}
		case wasmmodule.OpEnd:
			if depth--; depth == 0 && plain && bytes.Equal(r.Data[r.At:], behindBlocks) {
				c.unwinds = outer
			}
		case wasmmodule.OpBrIf:
			if readInt(r.Data[from+1:r.At], false) == depth-1 {
				outer = append(outer, edit{from, r.At, giveUp})
			}
		case wasmmodule.OpLocalGet, wasmmodule.OpLocalSet, wasmmodule.OpLocalTee:
			c.locals = append(c.locals, instruction{op, from, r.At, readInt(r.Data[from+1:r.At], false)})
		case wasmmodule.OpI64Const:
			if bytes.HasPrefix(r.Data[r.At:], behindAddress) {
				c.returnTo = append(c.returnTo, instruction{op, from, r.At, readInt(r.Data[from+1:r.At], true)})
			}
		}
	}
	return c
}

// upper returns the upper part of the addresses, and whether enough of them have it for a variable.
func (c calls) upper() (upper int, shared bool) {
	n := 0
	for _, a := range c.returnTo {
		if upper = c.returnTo[0].number >> addressBits; a.number>>addressBits == upper {
			n++
		}
	}
	return upper, n > 1
}

// addresses takes the upper part of addresses from a variable.
func (c calls) addresses(upper, variable int) (edits []edit) {
	for _, a := range c.returnTo {
		if a.number>>addressBits != upper {
			continue
		}
		with := binary.AppendUvarint([]byte{wasmmodule.OpLocalGet}, uint64(variable))
		with = appendInt(append(with, wasmmodule.OpI64Const), a.number&(1<<addressBits-1))
		edits = append(edits, edit{a.from, a.to, append(with, wasmmodule.OpI64Or)})
	}
	return edits
}

// behind gives the variables from a number on the next higher one.
func (c calls) behind(first int) (edits []edit) {
	for _, l := range c.locals {
		if l.number >= first {
			edits = append(edits, edit{l.from, l.to, binary.AppendUvarint([]byte{l.op}, uint64(l.number+1))})
		}
	}
	return edits
}

// readInt reads a LEB128 number, signed or not.
func readInt(leb []byte, signed bool) (n int) {
	for i, b := range leb {
		n |= int(b&0x7f) << (7 * i)
	}
	if used := 7 * len(leb); signed && used < 64 && leb[len(leb)-1]&0x40 != 0 {
		n -= 1 << used
	}
	return n
}
