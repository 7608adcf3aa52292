package slim

import "github.com/coconut-page/coconut/tools/wasmmodule"

// typed are the numbers of parameters of a module's types, and of its functions.
type typed struct{ types, functions []int }

// functionType begins a type of functions.
const functionType = 0x60

// read takes note of the section of types and that of functions.
func (t *typed) read(module []byte, s wasmmodule.Section) error {
	r := &wasmmodule.Reader{Data: module[:s.End], At: s.Start}
	switch s.ID {
	case wasmmodule.SectionType:
		for n := r.Uint(); n > 0 && r.Err() == nil; n-- {
			if r.Byte() != functionType {
				r.Fail("a type that is not one of functions")
			}
			params := r.Uint()
			r.Take(params)
			r.Take(r.Uint())
			t.types = append(t.types, params)
		}
	case wasmmodule.SectionFunction:
		for n := r.Uint(); n > 0 && r.Err() == nil; n-- {
			kind := r.Uint()
			if kind >= len(t.types) {
				r.Fail("there is no type %d", kind)
				break
			}
			t.functions = append(t.functions, t.types[kind])
		}
	}
	return r.Err()
}
