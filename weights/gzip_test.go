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

// TestGzipPackage writes a model for readers without zstd, and reads it back, by this package and by the standard
// library's gzip.
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

// FuzzDecodeGzip: a chunk is decoded to what the standard library makes of it, or refused, in bounded memory.
func FuzzDecodeGzip(f *testing.F) {
	for _, raw := range [][]byte{[]byte("weights"), quantizedWeights(2000, 4), make([]byte, 1<<20)} {
		_, data, err := gzipChunk(raw)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data, uint32(len(raw)-1))
		f.Add(append(data, data...), uint32(2*len(raw)-1)) // two members
	}
	f.Add([]byte("\x1f\x8b\x08\x00"), uint32(1))
	f.Fuzz(func(t *testing.T, data []byte, rawSize uint32) {
		c := Chunk{hashA, int64(len(data)), 1 + int64(rawSize%(2<<20)), Gzip} // a larger one only takes longer
		dec, err := newDecoder()
		if err != nil {
			t.Fatal(err)
		}
		defer dec.close()
		var got []byte
		if used := allocated(func() { got, err = dec.decode(c, data) }); used > decodeMemory(c.RawSize) {
			t.Errorf("decoding %d to %d bytes allocated %d", len(data), c.RawSize, used)
		}
		if err != nil {
			if !errors.Is(err, ErrChunk) {
				t.Errorf("error %v is not %v", err, ErrChunk)
			}
			return
		}
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatalf("it was decoded, but the standard library says %v", err)
		}
		want, err := io.ReadAll(io.LimitReader(r, c.RawSize+1))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("decoded to %d bytes, by the standard library to %d (error %v)", len(got), len(want), err)
		}
	})
}
