package repair

import "github.com/coconut-page/coconut/tools/wasmmodule"

// lastRelaxed is the last relaxed SIMD instruction, i32x4.relaxed_dot_i8x16_i7x16_add_s, minus 0x100.
const lastRelaxed = 0x13

// walker iterates over instructions.
type walker struct{ wasmmodule.Reader }

// instruction skips one instruction and its immediates.
func (r *walker) instruction(found *simdOps) {
	if r.At < len(r.Data) && r.Data[r.At] == wasmmodule.OpVector {
		r.simd(found)
		return
	}
	r.Instruction()
}

// simd skips a vector instruction, and records what follows those with a two-byte opcode.
func (r *walker) simd(found *simdOps) {
	start := r.At
	r.Byte()
	found.count.Vector++
	switch op := r.Number(); {
	case r.Err() != nil:
	case op <= 0x7f:
		r.VectorImmediates(op)
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
