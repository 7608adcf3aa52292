package wasmmodule

import (
	"encoding/binary"
	"errors"
	"testing"
)

func TestNumbers(t *testing.T) {
	for _, tt := range []struct {
		data []byte
		u    int
		i    int
		bad  bool
	}{
		{data: []byte{0}}, {data: []byte{0x3f}, u: 63, i: 63}, {data: []byte{0x7f}, u: 127, i: -1},
		{data: []byte{0x40}, u: 64, i: -64},
		{data: []byte{0xe5, 0x8e, 0x26}, u: 624485, i: 624485}, {data: []byte{0xc0, 0xbb, 0x78}, u: 1973696, i: -123456},
		{data: []byte{0xff, 0xff, 0xff, 0xff, 0x0f}, u: 1<<32 - 1, i: 1<<32 - 1},
		{data: nil, bad: true}, {data: []byte{0x80}, bad: true}, {data: []byte{0x80, 0x80, 0x80, 0x80, 0x80, 0}, bad: true},
	} {
		u := &Reader{Data: tt.data}
		if got := u.Uint(); got != tt.u || (u.Err() != nil) != tt.bad {
			t.Errorf("Uint of % x is %d, %v; want %d", tt.data, got, u.Err(), tt.u)
		}
		i := &Reader{Data: tt.data}
		if got := i.Int(); got != tt.i || (i.Err() != nil) != tt.bad {
			t.Errorf("Int of % x is %d, %v; want %d", tt.data, got, i.Err(), tt.i)
		}
		if u.Err() != nil && !errors.Is(u.Err(), ErrModule) {
			t.Errorf("% x: %v does not wrap ErrModule", tt.data, u.Err())
		}
	}
	r := &Reader{Data: []byte{0xff, 0xff, 0xff, 0xff, 0x1f}}
	if r.Uint(); r.Err() == nil {
		t.Error("a number of 33 bits is taken")
	}
	r = &Reader{Data: binary.AppendUvarint(nil, 1<<63)}
	if got := r.Number(); got != 1<<63 || r.Err() != nil {
		t.Errorf("Number = %d, %v", got, r.Err())
	}
}

func TestSections(t *testing.T) {
	module := []byte(magic + "\x01\x02ab\x0a\x00\x0b\x01c")
	var got []Section
	for s, err := range Sections(module) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if len(got) != 3 || got[0] != (Section{1, 8, 10, 12}) || got[1] != (Section{SectionCode, 12, 14, 14}) ||
		got[2] != (Section{SectionData, 14, 16, 17}) {
		t.Errorf("sections: %+v", got)
	}
	for name, bad := range map[string][]byte{"no module": []byte("hello"), "empty": nil, "cut": module[:len(module)-1],
		"no size": []byte(magic + "\x01")} {
		var last error
		for _, err := range Sections(bad) {
			last = err
		}
		if !errors.Is(last, ErrModule) {
			t.Errorf("%s: %v, want ErrModule", name, last)
		}
	}
}

func FuzzSections(f *testing.F) {
	f.Add([]byte(magic + "\x01\x02ab\x0a\x00\x0b\x01c"))
	f.Fuzz(func(t *testing.T, data []byte) {
		end := 0
		for s, err := range Sections(data) {
			if err == nil && (s.Start < end || s.End < s.Start || s.End > len(data)) {
				t.Fatalf("section %+v after %d of %d bytes", s, end, len(data))
			}
			end = s.End
		}
	})
}
