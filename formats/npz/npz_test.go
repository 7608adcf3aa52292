package npz

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
)

// written writes some arrays, and returns the files of the zip.
func written(t *testing.T) map[string][]byte {
	t.Helper()
	var b bytes.Buffer
	w := NewWriter(&b)
	if err := errors.Join(w.Floats("f", []float32{1, -2, 0.5, 3, 4, 5}, 2, 3), w.Ints("i", []int32{-1, 7}, 2),
		w.Bools("b", []bool{true, false}, 2, 1), w.Texts("s", []string{"ä", "", "abc"}), w.Close()); err != nil {
		t.Fatal(err)
	}
	r, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if files[f.Name], err = io.ReadAll(in); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// TestWriter holds the files against the specification. That NumPy reads them is tested in tools/python.
func TestWriter(t *testing.T) {
	for name, want := range map[string]struct{ header, data string }{
		"f.npy": {"{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3,), }",
			"\x00\x00\x80\x3f\x00\x00\x00\xc0\x00\x00\x00\x3f\x00\x00\x40\x40\x00\x00\x80\x40\x00\x00\xa0\x40"},
		"i.npy": {"{'descr': '<i4', 'fortran_order': False, 'shape': (2,), }", "\xff\xff\xff\xff\x07\x00\x00\x00"},
		"b.npy": {"{'descr': '|b1', 'fortran_order': False, 'shape': (2, 1,), }", "\x01\x00"},
		"s.npy": {"{'descr': '|S3', 'fortran_order': False, 'shape': (3,), }", "ä\x00\x00\x00\x00abc"},
	} {
		data := written(t)[name]
		if !bytes.HasPrefix(data, []byte("\x93NUMPY\x01\x00")) {
			t.Fatalf("%s begins with %q", name, data[:8])
		}
		end := 10 + int(binary.LittleEndian.Uint16(data[8:]))
		if header := string(data[10:end]); strings.TrimRight(header, " \n") != want.header || end%64 != 0 ||
			!strings.HasSuffix(header, "\n") {
			t.Errorf("%s has the header %q, which ends at %d", name, header, end)
		}
		if got := string(data[end:]); got != want.data {
			t.Errorf("%s has the data %q, want %q", name, got, want.data)
		}
	}
}

func TestShape(t *testing.T) {
	w := NewWriter(io.Discard)
	for _, err := range []error{w.Floats("f", []float32{1, 2}, 3), w.Ints("i", []int32{1}), w.Bools("b", nil, 1)} {
		if !errors.Is(err, ErrShape) {
			t.Errorf("%v, want ErrShape", err)
		}
	}
}
