package main

import (
	"encoding/binary"
	"errors"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// part returns a vector of bytes with its length before it.
func part(data ...byte) []byte { return append(binary.AppendUvarint(nil, uint64(len(data))), data...) }

// section returns a section of a module.
func section(id byte, data ...byte) []byte { return append([]byte{id}, part(data...)...) }

// testModule imports one function and has three of its own.
func testModule() []byte {
	names := []byte{4}
	for i, name := range []string{"gojs.runtime.ticks", "example.com_a_b.F", "example.com_a_b.__T_.M", "type..eq.x"} {
		names = append(append(names, byte(i)), part([]byte(name)...)...)
	}
	return slices.Concat([]byte("\x00asm\x01\x00\x00\x00"),
		section(wasmmodule.SectionImport, slices.Concat([]byte{1}, part('m'), part('n'), []byte{0, 0})...),
		section(wasmmodule.SectionCode, slices.Concat([]byte{3}, part(1, 2, 3), part(4, 5), part(6))...),
		section(wasmmodule.SectionData, 9, 9, 9, 9),
		section(wasmmodule.SectionCustom, slices.Concat(part([]byte("name")...), section(1, names...))...))
}

func TestByPackage(t *testing.T) {
	m, err := parse(testModule())
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for _, r := range m.byPackage([]string{"example.com/a-b", "example.com/a"}) {
		got[r.Name] = r.Bytes
	}
	if len(got) != 2 || got["example.com/a-b"] != 5 || got["(equality and hashes of types)"] != 1 {
		t.Errorf("by package: %v", got)
	}
	if rows := m.byFunction("example.com/a-b"); len(rows) != 2 || rows[0].Bytes != 3 {
		t.Errorf("by function: %+v", rows)
	}
	if r, err := m.report(m.byPackage(nil)); err != nil || r.Data != 4 || r.Rows[0].Brotli == 0 {
		t.Errorf("report: %+v, %v", r, err)
	}
}

func TestParseRefuses(t *testing.T) {
	good := testModule()
	for name, data := range map[string][]byte{"nothing": nil, "no module": []byte("not a module"), "no names": good[:8],
		"cut off": good[:len(good)-3], "cut in the code": good[:20]} {
		if _, err := parse(data); !errors.Is(err, wasmmodule.ErrModule) {
			t.Errorf("%s: %v, want ErrModule", name, err)
		}
	}
}
