package repair

import "github.com/coconut-page/coconut/tools/wasmmodule"

// lastRelaxed is the last relaxed SIMD instruction, i32x4.relaxed_dot_i8x16_i7x16_add_s, minus 0x100.
const lastRelaxed = 0x13

// walker iterates over instructions.
type walker struct{ wasmmodule.Reader }

// instruction skips one instruction and its immediates.
func (r *walker) instruction(found *simdOps) {
	start := r.At
	switch op := r.Byte(); {
	case op <= 0x01, op == 0x05, op == 0x0b, op == 0x0f, op == 0x1a, op == 0x1b, op >= 0x45 && op <= 0xc4:
		// no immediates
	case op == 0x3f, op == 0x40: // memory.size, memory.grow
		r.Byte()
	case op >= 0x02 && op <= 0x04, op == 0x0c, op == 0x0d, op == 0x10, op >= 0x20 && op <= 0x24, op == 0x41, op == 0x42:
		r.Number() // a block's type, a label, an index, or a constant
	case op == 0x0e: // br_table: labels and a default
		for n := r.Number() + 1; n > 0 && r.Err() == nil; n-- {
			r.Number()
		}
	case op == 0x11, op >= 0x28 && op <= 0x3e: // call_indirect; alignment and offset
		r.Number()
		r.Number()
	case op == 0x43:
		r.Take(4)
	case op == 0x44:
		r.Take(8)
	case op == 0xfc:
		r.numeric(start)
	case op == 0xfd:
		r.simd(start, found)
	default:
		r.At = start
		r.Fail("unknown instruction %#x", op)
	}
}

// numeric skips saturating conversions and bulk memory instructions.
func (r *walker) numeric(start int) {
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

// simd skips a vector instruction, and records what follows those with a two-byte opcode.
func (r *walker) simd(start int, found *simdOps) {
	found.count.Vector++
	switch op := r.Number(); {
	case r.Err() != nil:
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
	case op <= 0x7f:
	case op <= 0xff:
		r.twoBytes(found)
	case op <= 0x100+lastRelaxed:
		found.proper = start
		found.count.Relaxed++
	default:
		r.At = start
		r.Fail("unknown instruction 0xfd %#x", op)
	}
}

// twoBytes examines what follows an instruction with a two-byte opcode, and skips Go 1.27's stray byte.
func (r *walker) twoBytes(found *simdOps) {
	if r.At >= len(r.Data) {
		r.Fail("it ends too early")
		return
	}
	switch r.Data[r.At] {
	case 1:
		r.At++
	case 2:
		// Skipping a block's 02 but not its type makes a correctly encoded module look wrong, so only a bare instruction
		// before or after tells; see simdOps.repair.
		found.suspects = append(found.suspects, r.At-1)
		r.At++
	default:
		found.bare = r.At
	}
}
