package main

import (
	"bytes"
	"errors"
	"fmt"
)

// errModule is wrapped by every error about the bytes of a module.
var errModule = errors.New("wasmsize: not a module that can be read")

// Numbers of a module's sections.
const (
	sectionCustom = 0
	sectionImport = 2
	sectionCode   = 10
	sectionData   = 11
)

// module is what of a WebAssembly module matters here.
type module struct {
	size     int
	sections map[byte]int   // bytes, by number
	imported int            // functions that are imported; their numbers come first
	bodies   [][]byte       // of the module's own functions
	names    map[int]string // of functions, by number
}

// parse reads a module. One without function names is an error: there is nothing to tell its code apart by.
func parse(data []byte) (*module, error) {
	r := &reader{data: data}
	if !bytes.Equal(r.take(8), []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, fmt.Errorf("%w: it does not begin like one", errModule)
	}
	m := &module{size: len(data), sections: map[byte]int{}, names: map[int]string{}}
	for len(r.data) > 0 && r.err == nil {
		id := r.byte()
		body := &reader{data: r.take(r.uint())}
		m.sections[id] += len(body.data)
		switch id {
		case sectionImport:
			m.imports(body)
		case sectionCode:
			for range body.uint() {
				m.bodies = append(m.bodies, body.take(body.uint()))
				if body.err != nil {
					break
				}
			}
		case sectionCustom:
			if string(body.take(body.uint())) == "name" {
				m.readNames(body)
			}
		}
		r.err = errors.Join(r.err, body.err)
	}
	if r.err == nil && len(m.names) == 0 {
		r.err = fmt.Errorf("%w: it has no names of functions (built with -ldflags=-s?)", errModule)
	}
	return m, r.err
}

// imports counts the functions of an import section. Go imports nothing else.
func (m *module) imports(r *reader) {
	for range r.uint() {
		r.take(r.uint()) // module
		r.take(r.uint()) // name
		if kind := r.byte(); kind != 0 && r.err == nil {
			r.err = fmt.Errorf("%w: it imports something of kind %d", errModule, kind)
		}
		r.uint() // type
		if r.err != nil {
			return
		}
		m.imported++
	}
}

// readNames reads the names of functions out of a name section.
func (m *module) readNames(r *reader) {
	const functions = 1
	for len(r.data) > 0 && r.err == nil {
		id := r.byte()
		part := &reader{data: r.take(r.uint())}
		if id != functions {
			continue
		}
		for range part.uint() {
			number := part.uint()
			m.names[number] = string(part.take(part.uint()))
			if part.err != nil {
				break
			}
		}
		r.err = errors.Join(r.err, part.err)
	}
}

// reader takes a module apart. After an error it gives zeros.
type reader struct {
	data []byte
	err  error
}

func (r *reader) take(n int) []byte {
	if r.err == nil && (n < 0 || n > len(r.data)) {
		r.err = fmt.Errorf("%w: it ends too early", errModule)
	}
	if r.err != nil {
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

// uint reads an unsigned LEB128 number of 32 bits.
func (r *reader) uint() int {
	var n uint64
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		n |= uint64(b&0x7f) << shift
		if b < 0x80 {
			return int(n)
		}
	}
	r.err = errors.Join(r.err, fmt.Errorf("%w: a number is too long", errModule))
	return 0
}
