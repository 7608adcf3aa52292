package main

import (
	"fmt"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// module has the parts of a WebAssembly module that matter here.
type module struct {
	size     int
	sections map[byte]int   // bytes, by number
	imported int            // functions that are imported; their numbers come first
	bodies   [][]byte       // of the module's own functions
	names    map[int]string // of functions, by number
}

// parse reads a module. One without function names is an error: its code cannot be attributed. Errors wrap
// wasmmodule.ErrModule.
func parse(data []byte) (*module, error) {
	m := &module{size: len(data), sections: map[byte]int{}, names: map[int]string{}}
	for section, err := range wasmmodule.Sections(data) {
		if err != nil {
			return nil, err
		}
		m.sections[section.ID] += section.End - section.Start
		r := &wasmmodule.Reader{Data: data[section.Start:section.End]}
		switch section.ID {
		case wasmmodule.SectionImport:
			m.imports(r)
		case wasmmodule.SectionCode:
			for range r.Uint() {
				m.bodies = append(m.bodies, r.Take(r.Uint()))
				if r.Err() != nil {
					break
				}
			}
		case wasmmodule.SectionCustom:
			if string(r.Take(r.Uint())) == "name" {
				m.readNames(r)
			}
		}
		if r.Err() != nil {
			return nil, r.Err()
		}
	}
	if len(m.names) == 0 {
		return nil, fmt.Errorf("%w: it has no names of functions (built with -ldflags=-s?)", wasmmodule.ErrModule)
	}
	return m, nil
}

// imports counts the functions of an import section. Go imports nothing else.
func (m *module) imports(r *wasmmodule.Reader) {
	for range r.Uint() {
		r.Take(r.Uint()) // module
		r.Take(r.Uint()) // name
		if kind := r.Byte(); kind != 0 {
			r.Fail("it imports something of kind %d", kind)
		}
		r.Uint() // type
		if r.Err() != nil {
			return
		}
		m.imported++
	}
}

// readNames reads the names of functions from a name section.
func (m *module) readNames(r *wasmmodule.Reader) {
	const functions = 1
	for r.More() {
		id := r.Byte()
		size := r.Uint()
		end := r.At + size
		if id != functions {
			r.Take(size)
			continue
		}
		for range r.Uint() {
			number := r.Uint()
			m.names[number] = string(r.Take(r.Uint()))
			if r.Err() != nil {
				return
			}
		}
		if r.At != end {
			r.Fail("the names of functions do not end where they should")
		}
	}
}
