package repair

import "fmt"

// lastRelaxed is the last relaxed SIMD instruction, i32x4.relaxed_dot_i8x16_i7x16_add_s, minus 0x100.
const lastRelaxed = 0x13

// reader walks over a module. After the first error it stands still.
type reader struct {
	data []byte
	at   int
	err  error
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: at %#x, %s", ErrModule, r.at, fmt.Sprintf(format, args...))
	}
}

func (r *reader) byte() byte {
	if r.err == nil && r.at >= len(r.data) {
		r.fail("it ends too early")
	}
	if r.err != nil {
		return 0
	}
	r.at++
	return r.data[r.at-1]
}

// uint reads an unsigned LEB128 number, or skips a signed one.
func (r *reader) uint() (n uint64) {
	for shift := 0; shift < 70; shift += 7 {
		b := r.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return n
		}
	}
	r.fail("a number of more than ten bytes")
	return 0
}

func (r *reader) skip(n int) {
	if r.err == nil && n > len(r.data)-r.at {
		r.fail("it ends too early")
	}
	if r.err == nil {
		r.at += n
	}
}

// instruction walks over one instruction and its immediates.
func (r *reader) instruction(found *simdOps) {
	start := r.at
	switch op := r.byte(); {
	case op <= 0x01, op == 0x05, op == 0x0b, op == 0x0f, op == 0x1a, op == 0x1b, op >= 0x45 && op <= 0xc4:
		// no immediates
	case op == 0x3f, op == 0x40: // memory.size, memory.grow
		r.byte()
	case op >= 0x02 && op <= 0x04, op == 0x0c, op == 0x0d, op == 0x10, op >= 0x20 && op <= 0x24, op == 0x41, op == 0x42:
		r.uint() // a block's type, a label, an index, or a constant
	case op == 0x0e: // br_table: labels and a default
		for n := r.uint() + 1; n > 0 && r.err == nil; n-- {
			r.uint()
		}
	case op == 0x11, op >= 0x28 && op <= 0x3e: // call_indirect; alignment and offset
		r.uint()
		r.uint()
	case op == 0x43:
		r.skip(4)
	case op == 0x44:
		r.skip(8)
	case op == 0xfc:
		r.numeric(start)
	case op == 0xfd:
		r.simd(start, found)
	default:
		r.at = start
		r.fail("unknown instruction %#x", op)
	}
}

// numeric walks over the saturating conversions and the bulk memory instructions.
func (r *reader) numeric(start int) {
	switch op := r.uint(); {
	case op <= 7:
	case op == 10: // memory.copy
		r.skip(2)
	case op == 11: // memory.fill
		r.skip(1)
	default:
		r.at = start
		r.fail("unknown instruction 0xfc %d", op)
	}
}

// simd walks over a vector instruction, and notes what follows those with a number of two bytes.
func (r *reader) simd(start int, found *simdOps) {
	found.count.Vector++
	switch op := r.uint(); {
	case r.err != nil:
	case op <= 0x0b, op == 0x5c, op == 0x5d: // loads and stores
		r.uint()
		r.uint()
	case op == 0x0c, op == 0x0d: // v128.const, i8x16.shuffle
		r.skip(16)
	case op >= 0x15 && op <= 0x22: // a lane
		r.skip(1)
	case op >= 0x54 && op <= 0x5b: // loads and stores of a lane
		r.uint()
		r.uint()
		r.skip(1)
	case op <= 0x7f:
	case op <= 0xff:
		r.twoBytes(found)
	case op <= 0x100+lastRelaxed:
		found.proper = start
		found.count.Relaxed++
	default:
		r.at = start
		r.fail("unknown instruction 0xfd %#x", op)
	}
}

// twoBytes looks at what follows an instruction whose number has two bytes. Go 1.27's stray byte is walked over here.
func (r *reader) twoBytes(found *simdOps) {
	if r.at >= len(r.data) {
		r.fail("it ends too early")
		return
	}
	switch r.data[r.at] {
	case 1:
		r.at++
	case 2:
		// Walking over a block's 02 but not its type is what makes a rightly encoded module look wrong, so only a bare instruction
		// before or after tells; see simdOps.repair.
		found.suspects = append(found.suspects, r.at-1)
		r.at++
	default:
		found.bare = r.at
	}
}
