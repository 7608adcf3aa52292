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
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// maxMemory bounds the first contents of the memory; the page's program has 3 MB.
const maxMemory = 64 << 20

// Module returns a smaller module that does the same. The error wraps wasmmodule.ErrModule.
func Module(module []byte) ([]byte, error) {
	var out []byte
	copied, found := 0, false
	for section, err := range wasmmodule.Sections(module) {
		if err != nil {
			return nil, err
		}
		if section.ID != wasmmodule.SectionData {
			out, copied = append(out, module[copied:section.End]...), section.End
			continue
		}
		found = true
		body, err := slimData(module[section.Start:section.End])
		if err != nil {
			return nil, err
		}
		out = append(out, module[copied:section.Header]...)
		out = append(binary.AppendUvarint(append(out, section.ID), uint64(len(body))), body...)
		copied = section.End
	}
	if !found {
		return nil, fmt.Errorf("%w: it has no data", wasmmodule.ErrModule)
	}
	return out, nil
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
			return 0, nil, fmt.Errorf("%w: the segment of data at %#x is where another one is, or too far away", wasmmodule.ErrModule, s.at)
		}
		memory = append(append(memory, make([]byte, free)...), s.data...)
	}
	return base, memory, nil
}

func readSegments(section []byte) ([]segment, error) {
	r := &wasmmodule.Reader{Data: section}
	var all []segment
	for range r.Uint() {
		kind, op, at, end := r.Uint(), r.Byte(), r.Int(), r.Byte()
		s := segment{at, r.Take(r.Uint())}
		if r.Err() != nil {
			return nil, r.Err()
		}
		if kind != 0 || op != opConst || end != opEnd {
			return nil, fmt.Errorf("%w: a segment of data is not of the kind that Go writes", wasmmodule.ErrModule)
		}
		all = append(all, s)
	}
	return all, r.Err()
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
