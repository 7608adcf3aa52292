package slim

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// slimCode rewrites two things in a code section that Go has at every call, 35,000 times in the page's program, and
// that differ each time, so that no compressor can predict them:
//
//   - the address to return to, whose upper part is the function's number. It becomes a local variable, set at the
//     beginning; only the lower part stays. The variable is the first one, so that it has the same number everywhere.
//   - how many blocks a branch leaves that gives up the function because its goroutine is suspended. It returns 1
//     instead, as the function does behind those blocks.
//
// Whoever compiled the module, it does the same afterwards.
func slimCode(section []byte, params []int) ([]byte, error) {
	r := &wasmmodule.Reader{Data: section}
	n := r.Uint()
	out := binary.AppendUvarint(nil, uint64(n))
	for i := range n {
		f := r.Take(r.Uint())
		if i >= len(params) {
			r.Fail("function %d has no type", i)
		}
		if r.Err() != nil {
			return nil, r.Err()
		}
		f, err := slimFunction(f, params[i])
		if err != nil {
			return nil, err
		}
		out = append(binary.AppendUvarint(out, uint64(len(f))), f...)
	}
	return out, r.Err()
}

// slimFunction does both to one function: the types of its local variables, and its instructions.
func slimFunction(f []byte, params int) ([]byte, error) {
	r := &wasmmodule.Reader{Data: f}
	locals, groups := readLocals(r)
	head := r.At
	s := scan(r)
	if r.Err() != nil {
		return nil, r.Err()
	}
	edits := s.unwinds
	upper, shared := s.upper()
	if !shared {
		out := append(binary.AppendUvarint(nil, uint64(groups)), locals...)
		return apply(out, f, head, edits), nil
	}
	out := append(binary.AppendUvarint(nil, uint64(groups+1)), 1, wasmmodule.TypeI64)
	out = appendInt(append(append(out, locals...), wasmmodule.OpI64Const), upper<<addressBits)
	out = binary.AppendUvarint(append(out, wasmmodule.OpLocalSet), uint64(params))
	edits = slices.Concat(edits, s.addresses(upper, params), s.behind(params))
	return apply(out, f, head, edits), nil
}

// readLocals reads the types of a function's local variables, which come in groups.
func readLocals(r *wasmmodule.Reader) (locals []byte, groups int) {
	groups = r.Uint()
	start := r.At
	for n := groups; n > 0 && r.Err() == nil; n-- {
		r.Uint()
		r.Byte()
	}
	return r.Data[start:r.At], groups
}

// edit replaces a part of a function.
type edit struct {
	from, to int
	with     []byte
}

// apply appends a function from head on, with its edits.
func apply(out, f []byte, head int, edits []edit) []byte {
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	for _, e := range edits {
		out = append(append(out, f[head:e.from]...), e.with...)
		head = e.to
	}
	return append(out, f[head:]...)
}
