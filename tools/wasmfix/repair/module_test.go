package repair

import (
	"bytes"
	"errors"
	"testing"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// module wraps one function's instructions, without its end, into a module with a data section that holds suspicious
// bytes.
func module(code ...byte) []byte {
	body := append([]byte{1, 2, 0x7b}, append(code, 0x0b)...) // two locals of v128
	section := append([]byte{1, byte(len(body))}, body...)
	m := append([]byte("\x00asm\x01\x00\x00\x00"), 0, 5, 'n', 0xfd, 0x93, 1, 2) // a custom section
	m = append(m, wasmmodule.SectionCode, byte(len(section)))
	m = append(m, section...)
	return append(m, 11, 4, 0xfd, 0x93, 1, 2)
}

func TestModule(t *testing.T) {
	for name, tt := range map[string]struct{ code, want []byte }{
		"relaxed dot":     {[]byte{0xfd, 0x93, 1, 2, 0x1a}, []byte{0xfd, 0x93, 2, 1, 0x1a}},
		"two":             {[]byte{0xfd, 0x80, 1, 2, 0xfd, 0x85, 1, 2}, []byte{0xfd, 0x80, 2, 1, 0xfd, 0x85, 2, 1}},
		"with nops":       {[]byte{0xfd, 0xba, 1, 1, 0xfd, 0x93, 1, 2}, []byte{0xfd, 0xba, 1, 1, 0xfd, 0x93, 2, 1}},
		"nothing to do":   {[]byte{0xfd, 0xba, 1, 1, 0x0f}, nil},
		"in a constant":   {[]byte{0xfd, 0x0c, 0xfd, 0x93, 1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x41, 0xfd, 0x93, 1, 2, 0x40, 0x0b}, nil},
		"in a float":      {[]byte{0x43, 0xfd, 0x93, 1, 2, 0x44, 0xfd, 0x93, 1, 2, 0xfd, 0x93, 1, 2}, nil},
		"right already":   {[]byte{0xfd, 0x93, 2, 0xfd, 0xba, 1, 2, 0x40, 0x0b}, nil},
		"block, bare add": {[]byte{0xfd, 0xae, 1, 0x1a, 0xfd, 0xae, 1, 2, 0x40, 0x0b}, nil},
		"everything else": {[]byte{0x28, 2, 4, 0x3f, 0, 0x40, 0, 0x0e, 2, 0, 1, 2, 0x11, 1, 0, 0xfc, 10, 0, 0, 0xfc, 11, 0, 0xfc, 7, 0xfd, 0x54, 0, 1, 2,
			0xfd, 0x15, 3, 0xfd, 0, 4, 0x80, 2, 0x24, 0, 0x42, 0xff, 0, 0xfd, 0x93, 1, 2},
			[]byte{0x28, 2, 4, 0x3f, 0, 0x40, 0, 0x0e, 2, 0, 1, 2, 0x11, 1, 0, 0xfc,
				10, 0, 0, 0xfc, 11, 0, 0xfc, 7, 0xfd, 0x54, 0, 1, 2, 0xfd, 0x15, 3, 0xfd, 0, 4, 0x80, 2, 0x24, 0, 0x42, 0xff, 0,
				0xfd, 0x93, 2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			want := tt.want
			if want == nil {
				want = tt.code
			}
			got := module(tt.code...)
			n, err := Module(got)
			if err != nil || !bytes.Equal(got, module(want...)) {
				t.Fatalf("Module() = %d, %v, made\n% x, want\n% x", n, err, got, module(want...))
			}
			if again, err := Module(got); err != nil || again != 0 || !bytes.Equal(got, module(want...)) {
				t.Errorf("a second time: %d, %v", again, err)
			}
		})
	}
}

func TestModuleRefuses(t *testing.T) {
	good := module(0xfd, 0x93, 1, 2)
	for name, data := range map[string][]byte{
		"empty":                     {},
		"no module":                 []byte("not a module at all"),
		"unknown instruction":       module(0x27),
		"unknown vector":            module(0xfd, 0x94, 2),
		"unknown fc":                module(0xfc, 20),
		"unknown relaxed":           module(0xfd, 0xa0, 1, 2),
		"instruction beyond":        module(0x44, 0),
		"truncated":                 good[:len(good)-8],
		"section beyond":            append(bytes.Clone(good), 11, 100),
		"function beyond":           append([]byte("\x00asm\x01\x00\x00\x00"), wasmmodule.SectionCode, 3, 1, 100, 0),
		"bytes after the functions": append([]byte("\x00asm\x01\x00\x00\x00"), wasmmodule.SectionCode, 3, 0, 0, 0),
		"long number":               append([]byte("\x00asm\x01\x00\x00\x00"), bytes.Repeat([]byte{0xff}, 20)...),
	} {
		t.Run(name, func(t *testing.T) {
			before := bytes.Clone(data)
			if _, err := Module(data); !errors.Is(err, wasmmodule.ErrModule) {
				t.Errorf("err = %v", err)
			}
			if !bytes.Equal(data, before) {
				t.Error("it was changed")
			}
		})
	}
}

func FuzzModule(f *testing.F) {
	f.Add(module(0xfd, 0x93, 1, 2))
	f.Add(module(0xfd, 0xba, 1, 1, 0x0e, 0xff, 0xff, 0xff, 0xff, 0xf))
	f.Fuzz(func(t *testing.T, data []byte) {
		before := bytes.Clone(data)
		n, err := Module(data)
		if (err != nil || n == 0) != bytes.Equal(data, before) || len(data) != len(before) {
			t.Errorf("n = %d, err = %v, changed: %v", n, err, !bytes.Equal(data, before))
		}
	})
}
