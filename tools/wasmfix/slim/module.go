// Package slim makes a WebAssembly module that Go built smaller to send, without a change to what it does. Two things are put right.
//
// The linker leaves every run of eight zeros out of the data and begins a new segment behind it. A page's program has 73,000 segments then,
// each with an address that no compressor can guess; with the zeros left in, it compresses to 77 kB less (of 1.27 MB, brotli).
//
// And the data has tables that only say where in the source an instruction comes from (lines, files, what was inlined where, which arguments
// are alive), for the traceback of a panic. Without them a traceback names the functions and no lines, and 170 kB less are sent. The tables
// that the garbage collector and recover need stay.
package slim

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// ErrModule is wrapped by every error: the module is not one that can be made smaller. It is left as it is.
var ErrModule = errors.New("slim: cannot make this module smaller")

// dataSection is the number of the section that holds the first contents of the memory.
const dataSection = 11

// maxMemory bounds the first contents of the memory; the page's program has 3 MB.
const maxMemory = 64 << 20

// Module returns a smaller module that does the same. The error wraps ErrModule.
func Module(module []byte) ([]byte, error) {
	head, rest, ok := bytes.Cut(module, []byte("\x00asm\x01\x00\x00\x00"))
	if !ok || len(head) > 0 {
		return nil, fmt.Errorf("%w: it does not begin like one", ErrModule)
	}
	out := bytes.Clone(module[:8])
	r := &reader{data: rest}
	found := false
	for len(r.data) > 0 && r.err == nil {
		id := r.byte()
		body := r.take(r.uint())
		if r.err == nil && id == dataSection {
			found = true
			body, r.err = slimData(body)
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	if r.err == nil && !found {
		r.err = fmt.Errorf("%w: it has no data", ErrModule)
	}
	return out, r.err
}

// slimData does it to the contents of a data section.
func slimData(section []byte) ([]byte, error) {
	base, memory, err := image(section)
	if err != nil {
		return nil, err
	}
	if err := stripTables(base, memory); err != nil {
		return nil, err
	}
	return segments(base, memory), nil
}

// segment is a piece of the first contents of the memory.
type segment struct {
	at   int
	data []byte
}

// image lays a data section out as it will lie in memory, from the address of its first byte on.
func image(section []byte) (base int, memory []byte, err error) {
	all, err := readSegments(section)
	if err != nil || len(all) == 0 {
		return 0, nil, err
	}
	slices.SortStableFunc(all, func(a, b segment) int { return cmp.Compare(a.at, b.at) })
	base = all[0].at
	for _, s := range all {
		free := s.at - base - len(memory)
		if free < 0 || s.at < 0 || s.at > maxMemory {
			return 0, nil, fmt.Errorf("%w: the segment of data at %#x is where another one is, or too far away", ErrModule, s.at)
		}
		memory = append(append(memory, make([]byte, free)...), s.data...)
	}
	return base, memory, nil
}

func readSegments(section []byte) ([]segment, error) {
	r := &reader{data: section}
	var all []segment
	for range r.uint() {
		kind, op, at, end := r.uint(), r.byte(), r.int(), r.byte()
		s := segment{at, r.take(r.uint())}
		if r.err != nil {
			return nil, r.err
		}
		if kind != 0 || op != opConst || end != opEnd {
			return nil, fmt.Errorf("%w: a segment of data is not of the kind that Go writes", ErrModule)
		}
		all = append(all, s)
	}
	return all, r.err
}

// The instructions that say where a segment goes: a constant, and that this is all.
const (
	opConst = 0x41
	opEnd   = 0x0b
)

// gap is how many zeros are left out of the data. At 64 the program is smallest; with more it hardly grows, with less by up to 80 kB.
const gap = 64

// segments is a data section for the memory.
func segments(base int, memory []byte) []byte {
	var body []byte
	n := 0
	for at := 0; at < len(memory); {
		end := at + pieceLength(memory[at:])
		if end > at {
			n++
			body = append(appendInt(append(body, 0, opConst), base+at), opEnd)
			body = binary.AppendUvarint(body, uint64(end-at))
			body = append(body, memory[at:end]...)
		}
		for at = end; at < len(memory) && memory[at] == 0; at++ {
		}
	}
	return append(binary.AppendUvarint(nil, uint64(n)), body...)
}

// pieceLength is how much of the memory comes before the next gap, or is not zero at its end.
func pieceLength(memory []byte) int {
	if at := bytes.Index(memory, make([]byte, gap)); at >= 0 {
		return at
	}
	return len(bytes.TrimRight(memory, "\x00"))
}

// appendInt appends a signed LEB128 number.
func appendInt(to []byte, n int) []byte {
	for {
		b := byte(n & 0x7f)
		n >>= 7
		if n == 0 && b&0x40 == 0 || n == -1 && b&0x40 != 0 {
			return append(to, b)
		}
		to = append(to, b|0x80)
	}
}

// reader takes bytes apart. After an error it gives zeros.
type reader struct {
	data []byte
	err  error
}

func (r *reader) take(n int) []byte {
	if r.err == nil && (n < 0 || n > len(r.data)) {
		r.err = fmt.Errorf("%w: it ends too early", ErrModule)
	}
	if r.err != nil {
		r.data = nil
		return nil
	}
	taken := r.data[:n]
	r.data = r.data[n:]
	return taken
}

func (r *reader) byte() byte {
	if b := r.take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

// uint reads an unsigned LEB128 number of 32 bits; loops over what it counts end by the reader's error.
func (r *reader) uint() int {
	n, size := binary.Uvarint(r.data[:min(5, len(r.data))])
	if size <= 0 || n > 1<<32-1 {
		size = -1
	}
	r.take(size)
	if r.err != nil {
		return 0
	}
	return int(n)
}

// int reads a signed LEB128 number of 32 bits.
func (r *reader) int() int {
	n := 0
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		n |= int(b&0x7f) << shift
		if b < 0x80 {
			if b&0x40 != 0 {
				n -= 1 << (shift + 7)
			}
			return n
		}
	}
	r.err = errors.Join(r.err, fmt.Errorf("%w: a number is too long", ErrModule))
	return 0
}
