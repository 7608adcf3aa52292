// Package slim makes a WebAssembly module built by Go smaller to download, without changing what it does. It does three
// things.
//
// The linker omits every run of eight zeros from the data and begins a new segment after it. The page's program then
// has 73,000 segments, each with an address that no compressor can predict; with the zeros in place, it compresses to
// 77 kB less (of 1.27 MB, brotli).
//
// And the data has tables that only say where in the source an instruction comes from (lines, files, what was inlined
// where, which arguments are alive), for the traceback of a panic. Without them a traceback names functions but no
// lines, and the download is 170 kB smaller. It also has the name of every function, and where to find it; without
// those of the runtime, the standard library and dependencies, and with a coarser index of functions, it is 37 kB
// smaller, and a traceback leaves these functions out. The tables that the garbage collector and recover need stay.
//
// The code, last, has the same few instructions at every call, with two numbers in them that are never the same;
// written another way (slimCode) they take 70 kB less.
package slim

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// maxMemory bounds the initial contents of the memory; the page's program has 3 MB.
const maxMemory = 64 << 20

// Module returns a smaller module that does the same. The error wraps wasmmodule.ErrModule.
func Module(module []byte) ([]byte, error) {
	var out []byte
	var functions typed
	copied, found := 0, false
	for section, err := range wasmmodule.Sections(module) {
		if err == nil {
			err = functions.read(module, section)
		}
		if err != nil {
			return nil, err
		}
		var body []byte
		switch section.ID {
		case wasmmodule.SectionCode:
			body, err = slimCode(module[section.Start:section.End], functions.functions)
		case wasmmodule.SectionData:
			found = true
			body, err = slimData(module[section.Start:section.End])
		default:
			continue
		}
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
	return append(out, module[copied:]...), nil
}

// slimData does both to the contents of a data section.
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

// segment is a piece of the initial contents of the memory.
type segment struct {
	at   int
	data []byte
}

// image lays out a data section as it will be in memory, from the address of its first byte on.
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
			return 0, nil, fmt.Errorf("%w: the segment of data at %#x overlaps another one, or is too far away",
				wasmmodule.ErrModule, s.at)
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
			return nil, fmt.Errorf("%w: a segment of data is not of the form that Go writes", wasmmodule.ErrModule)
		}
		all = append(all, s)
	}
	return all, r.Err()
}

// The instructions that give a segment's address: a constant, and the end.
const (
	opConst = 0x41
	opEnd   = 0x0b
)

// gap is how many zeros start a new segment. At 64 the program is smallest; with more it hardly grows, with fewer by up
// to 80 kB.
const gap = 64

// segments returns a data section for an image of the memory.
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

// pieceLength returns how much of the memory precedes the next gap, or the zeros at its end.
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
