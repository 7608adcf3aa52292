// Package wasmmodule takes WebAssembly modules apart (WebAssembly Core Specification, section 5): sections, LEB128
// numbers, names. It serves the tools that repair (tools/wasmfix) and measure (tools/wasmsize) the output of Go's
// linker.
package wasmmodule

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
)

// ErrModule is wrapped by every error about the bytes of a module.
var ErrModule = errors.New("wasmmodule: not a readable module")

// Numbers of sections.
const (
	SectionCustom   = 0
	SectionType     = 1
	SectionImport   = 2
	SectionFunction = 3
	SectionCode     = 10
	SectionData     = 11
)

// magic is the beginning of a module of version 1.
const magic = "\x00asm\x01\x00\x00\x00"

// Section is one section of a module.
type Section struct {
	ID byte
	// Header is the position of its number in the module, Start and End those of its contents.
	Header, Start, End int
}

// Sections yields a module's sections in order. An error, which wraps ErrModule, is the last thing that it yields.
func Sections(module []byte) iter.Seq2[Section, error] {
	return func(yield func(Section, error) bool) {
		r := &Reader{Data: module}
		if !bytes.HasPrefix(module, []byte(magic)) {
			r.Fail("it does not begin with a WebAssembly module's magic number and version")
		}
		r.At = len(magic)
		for r.More() {
			s := Section{Header: r.At}
			s.ID = r.Byte()
			size := r.Uint()
			s.Start = r.At
			r.Take(size)
			s.End = r.At
			if r.err == nil && !yield(s, nil) {
				return
			}
		}
		if r.err != nil {
			yield(Section{}, r.err)
		}
	}
}

// Reader reads bytes in order. After the first error it stops advancing and returns zeros, so loops over counts that it
// read must check Err.
type Reader struct {
	Data []byte
	At   int // the next byte
	err  error
}

// Err returns the first error, which wraps ErrModule and gives its position.
func (r *Reader) Err() error { return r.err }

// More reports whether there is anything left to read.
func (r *Reader) More() bool { return r.err == nil && r.At < len(r.Data) }

// Fail records an error at this position, unless there was one before.
func (r *Reader) Fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%w: at %#x, %s", ErrModule, r.At, fmt.Sprintf(format, args...))
	}
}

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if b := r.Take(1); len(b) == 1 {
		return b[0]
	}
	return 0
}

// Take reads n bytes, which are not copied.
func (r *Reader) Take(n int) []byte {
	if n < 0 || n > len(r.Data)-r.At {
		r.Fail("it ends too early")
	}
	if r.err != nil {
		return nil
	}
	r.At += n
	return r.Data[r.At-n : r.At]
}

// Uint reads an unsigned LEB128 number of 32 bits.
func (r *Reader) Uint() int {
	n, _ := r.leb(5)
	if n > 1<<32-1 {
		r.Fail("a number of more than 32 bits")
		return 0
	}
	return int(n)
}

// Int reads a signed LEB128 number of 32 bits.
func (r *Reader) Int() int {
	n, bits := r.leb(5)
	if bits > 0 && n>>(bits-1)&1 == 1 {
		return int(n) - 1<<bits
	}
	return int(n)
}

// Number reads a LEB128 number of up to 64 bits as unsigned.
func (r *Reader) Number() uint64 {
	n, _ := r.leb(10)
	return n
}

// leb reads a LEB128 number of at most the given number of bytes, and returns how many bits it had.
func (r *Reader) leb(most int) (n uint64, bits int) {
	for range most {
		b := r.Byte()
		n |= uint64(b&0x7f) << bits
		bits += 7
		if b < 0x80 {
			return n, bits
		}
	}
	r.Fail("a number of more than %d bytes", most)
	return 0, 0
}
