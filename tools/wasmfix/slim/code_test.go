package slim

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// Parts of functions, as Go writes them: one parameter, one local of 32 bits.
var (
	oneLocal = []byte{1, 1, 0x7f}
	open     = []byte{0x02, 0x40}
	giveUpAt = func(label byte) []byte { return []byte{0x23, 0, 0x21, 1, 0x0d, label} }
	returns  = []byte{0x41, 0, 0x0f}
	ending   = []byte{0x0b, 0x41, 1, 0x0b} // the end of the outermost block, 1, and the end
)

// call calls function 9, to return to block n of function 5.
func call(n byte) []byte {
	return []byte{0x20, 1, 0x42, 0x80 | n, 0x80, 0x14, 0x37, 3, 0, 0x41, 0, 0x10, 9}
}

// TestSlimFunction has the smallest functions for each rule.
func TestSlimFunction(t *testing.T) {
	quick := []byte{0x23, 0, 0x21, 2, 0x04, 0x40, 0x41, 1, 0x0f, 0x0b}
	for name, test := range map[string]struct{ in, want []byte }{
		"one call": {
			slices.Concat(oneLocal, open, call(1), giveUpAt(0), returns, ending),
			slices.Concat(oneLocal, open, call(1), []byte{0x23, 0, 0x21, 1}, giveUp, returns, ending),
		},
		"two calls": {
			slices.Concat(oneLocal, open, call(1), giveUpAt(0), call(2), giveUpAt(0), returns, ending),
			slices.Concat([]byte{2, 1, 0x7e, 1, 0x7f, 0x42, 0x80, 0x80, 0x14, 0x21, 1}, open,
				[]byte{0x20, 2, 0x20, 1, 0x42, 1, 0x84, 0x37, 3, 0, 0x41, 0, 0x10, 9}, quick,
				[]byte{0x20, 2, 0x20, 1, 0x42, 2, 0x84, 0x37, 3, 0, 0x41, 0, 0x10, 9}, quick, returns, ending),
		},
		"the parameter keeps its number": {
			slices.Concat(oneLocal, open, call(1), []byte{0x20, 0, 0x22, 1, 0x1a}, call(2), ending),
			slices.Concat([]byte{2, 1, 0x7e, 1, 0x7f, 0x42, 0x80, 0x80, 0x14, 0x21, 1}, open,
				[]byte{0x20, 2, 0x20, 1, 0x42, 1, 0x84, 0x37, 3, 0, 0x41, 0, 0x10, 9}, []byte{0x20, 0, 0x22, 2, 0x1a},
				[]byte{0x20, 2, 0x20, 1, 0x42, 2, 0x84, 0x37, 3, 0, 0x41, 0, 0x10, 9}, ending),
		},
		"to an inner block": {in: slices.Concat(oneLocal, open, open, giveUpAt(0), []byte{0x0b}, returns, ending)},
		"from an inner block": {
			slices.Concat(oneLocal, open, open, giveUpAt(1), []byte{0x0b}, returns, ending),
			slices.Concat(oneLocal, open, open, []byte{0x23, 0, 0x21, 1}, giveUp, []byte{0x0b}, returns, ending),
		},
		"another end":    {in: slices.Concat(oneLocal, open, giveUpAt(0), returns, []byte{0x0b, 0x41, 2, 0x0b})},
		"a loop":         {in: slices.Concat(oneLocal, []byte{0x03, 0x40}, giveUpAt(0), returns, ending)},
		"with a result":  {in: slices.Concat(oneLocal, []byte{0x02, 0x7f}, giveUpAt(0), returns, ending)},
		"not the last":   {in: slices.Concat(oneLocal, open, giveUpAt(0), []byte{0x0b}, open, returns, ending)},
		"other constant": {in: slices.Concat(oneLocal, open, []byte{0x42, 1, 0x1a, 0x42, 2, 0x1a}, returns, ending)},
	} {
		if test.want == nil {
			test.want = test.in
		}
		got, err := slimFunction(test.in, 1)
		if err != nil || !bytes.Equal(got, test.want) {
			t.Errorf("%s:\n% x, %v; want\n% x", name, got, err, test.want)
		}
	}
}

// TestSlimFunctionRefuses has functions that cannot be read.
func TestSlimFunctionRefuses(t *testing.T) {
	for name, f := range map[string][]byte{
		"nothing":     nil,
		"cut off":     slices.Concat(oneLocal, open, []byte{0x42, 0x80}),
		"unknown":     slices.Concat(oneLocal, []byte{0xff}),
		"many locals": {0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0x7f},
	} {
		if got, err := slimFunction(f, 1); !errors.Is(err, wasmmodule.ErrModule) {
			t.Errorf("%s: % x, %v; want ErrModule", name, got, err)
		}
	}
}
