package weights

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestGzipPackage writes a model for readers without zstd, and reads it back, by this package and by the standard library's gzip.
func TestGzipPackage(t *testing.T) {
	p := testPackage(9)
	p.Compression = Gzip
	dir := writePackage(t, p)
	checkModel(t, Dir(dir), p)
	m := newMemory(t, dir).open(t).Manifest()
	var stream []byte
	for _, c := range m.Chunks {
		f, err := os.Open(filepath.Join(dir, filepath.FromSlash(c.Path())))
		if err != nil {
			t.Fatal(err)
		}
		r, err := gzip.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		stream = append(stream, raw...)
		f.Close()
	}
	var want []byte
	for _, tensor := range p.Tensors {
		want = append(want, tensor.Data...)
	}
	if !bytes.Equal(stream, want) {
		t.Errorf("the chunks hold %d bytes, which are not the %d of the tensors", len(stream), len(want))
	}
	if removed, err := Prune(dir); err != nil {
		t.Errorf("Prune = %v, %v", removed, err)
	}
	checkModel(t, Dir(dir), p)
}

func TestDecodeGzip(t *testing.T) {
	raw := bytes.Repeat([]byte("weights "), 1000)
	c, good, err := gzipChunk(raw)
	if err != nil {
		t.Fatal(err)
	}
	broken := bytes.Clone(good)
	broken[len(broken)-6] ^= 1 // the checksum
	_, bomb, err := gzipChunk(make([]byte, 50<<20))
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct {
		data    []byte
		rawSize int64
		ok      bool
	}{
		"good":             {good, int64(len(raw)), true},
		"wants less":       {good, int64(len(raw)) - 1, false},
		"wants more":       {good, int64(len(raw)) + 1, false},
		"a wrong checksum": {broken, int64(len(raw)), false},
		"cut off":          {good[:len(good)/2], int64(len(raw)), false},
		"nothing":          {nil, 10, false},
		"zstd":             {[]byte{0x28, 0xb5, 0x2f, 0xfd, 4, 0}, 10, false},
		"a bomb":           {bomb, 1000, false},
	} {
		dec, err := newDecoder()
		if err != nil {
			t.Fatal(err)
		}
		defer dec.close()
		c.RawSize = test.rawSize
		var got []byte
		used := allocated(func() { got, err = dec.decode(c, test.data) })
		if test.ok && (err != nil || !bytes.Equal(got, raw)) || !test.ok && !errors.Is(err, ErrChunk) {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
		if used > 4<<20 {
			t.Errorf("%s: decoding allocated %d bytes", name, used)
		}
	}
}
