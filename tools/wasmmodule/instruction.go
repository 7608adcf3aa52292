package wasmmodule

// Opcodes of instructions that the tools look for.
const (
	OpBlock    = 0x02
	OpLoop     = 0x03
	OpIf       = 0x04
	OpEnd      = 0x0b
	OpBrIf     = 0x0d
	OpReturn   = 0x0f
	OpCall     = 0x10
	OpIndirect = 0x11 // call_indirect
	OpLocalGet = 0x20
	OpLocalSet = 0x21
	OpLocalTee = 0x22
	OpI64Store = 0x37
	OpI32Const = 0x41
	OpI64Const = 0x42
	OpI64Or    = 0x84
	OpVector   = 0xfd // begins all vector instructions

	// TypeEmpty is the type of a block without a result, TypeI64 that of a local variable of 64 bits.
	TypeEmpty = 0x40
	TypeI64   = 0x7e
)

// lastVector is the last vector instruction, i32x4.relaxed_dot_i8x16_i7x16_add_s.
const lastVector = 0x113

// Instruction reads one instruction with its immediates, and returns its first byte. It knows those that Go writes.
func (r *Reader) Instruction() (op byte) {
	start := r.At
	switch op = r.Byte(); {
	case op <= 0x01, op == 0x05, op == OpEnd, op == OpReturn, op == 0x1a, op == 0x1b, op >= 0x45 && op <= 0xc4:
		// no immediates
	case op == 0x3f, op == 0x40: // memory.size, memory.grow
		r.Byte()
	case op >= OpBlock && op <= OpIf, op == 0x0c, op == OpBrIf, op == OpCall, op >= OpLocalGet && op <= 0x24,
		op == OpI32Const, op == OpI64Const:
		r.Number() // a block's type, a label, an index, or a constant
	case op == 0x0e: // br_table: labels and a default
		for n := r.Number() + 1; n > 0 && r.Err() == nil; n-- {
			r.Number()
		}
	case op == OpIndirect, op >= 0x28 && op <= 0x3e: // a type and a table; alignment and offset
		r.Number()
		r.Number()
	case op == 0x43:
		r.Take(4)
	case op == 0x44:
		r.Take(8)
	case op == 0xfc:
		r.numeric(start)
	case op == OpVector:
		r.vector(start)
	default:
		r.At = start
		r.Fail("unknown instruction %#x", op)
	}
	return op
}

// numeric skips what follows 0xfc: saturating conversions and bulk memory instructions.
func (r *Reader) numeric(start int) {
	switch op := r.Number(); {
	case op <= 7:
	case op == 10: // memory.copy
		r.Take(2)
	case op == 11: // memory.fill
		r.Take(1)
	default:
		r.At = start
		r.Fail("unknown instruction 0xfc %d", op)
	}
}

// vector skips what follows 0xfd.
func (r *Reader) vector(start int) {
	op := r.Number()
	r.VectorImmediates(op)
	if op > lastVector {
		r.At = start
		r.Fail("unknown instruction 0xfd %#x", op)
	}
}

// VectorImmediates skips what follows the opcode of a vector instruction.
func (r *Reader) VectorImmediates(op uint64) {
	switch {
	case op <= 0x0b, op == 0x5c, op == 0x5d: // loads and stores
		r.Number()
		r.Number()
	case op == 0x0c, op == 0x0d: // v128.const, i8x16.shuffle
		r.Take(16)
	case op >= 0x15 && op <= 0x22: // a lane
		r.Take(1)
	case op >= 0x54 && op <= 0x5b: // loads and stores of a lane
		r.Number()
		r.Number()
		r.Take(1)
	}
}
