package weights

import (
	"bytes"
	"context"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

// TestStoredChunks: large chunks that do not get smaller are stored, others are not; both are read back.
func TestStoredChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	noise, zeros := make([]byte, worthStoring), make([]byte, worthStoring)
	for i := range noise {
		noise[i] = byte(r.Uint32())
	}
	for name, test := range map[string]struct {
		data []byte
		kind Compression
		size int
		want Compression
	}{
		"noise":              {noise, Gzip, worthStoring, Stored},
		"zeros":              {zeros, Gzip, worthStoring, Gzip},
		"small chunks":       {noise, Gzip, worthStoring - 1, Gzip},
		"asked for":          {zeros, Stored, worthStoring, Stored},
		"asked for, several": {noise, Stored, 1000, Stored},
	} {
		dir := t.TempDir()
		p := Package{Name: "m", Tensors: []Tensor{{Name: "t", DType: Int8, Shape: []int{len(test.data)}, Data: test.data}},
			Compression: test.kind, ChunkSize: test.size}
		m, err := Write(dir, p)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := m.Chunks[0].Compression; got != test.want {
			t.Errorf("%s: compression is %q, want %q", name, got, test.want)
		}
		store, err := Open(context.Background(), Dir(dir))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		w, err := store.Load(context.Background(), nil)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got, err := w.Tensor("t"); err != nil || !bytes.Equal(got.Data, test.data) {
			t.Errorf("%s: %v, and the same bytes: %v", name, err, bytes.Equal(got.Data, test.data))
		}
		if unused, err := Prune(dir); err != nil || len(unused) > 0 {
			t.Errorf("%s: Prune removed %q, %v", name, unused, err)
		}
	}
}

// TestStoredSizes: a stored chunk of two sizes is refused, and one that is too short or wrong is, too.
func TestStoredSizes(t *testing.T) {
	dir := t.TempDir()
	m, err := Write(dir, Package{Name: "m", Compression: Stored,
		Tensors: []Tensor{{Name: "t", DType: Int8, Shape: []int{100}, Data: make([]byte, 100)}}})
	if err != nil {
		t.Fatal(err)
	}
	if filepath.Ext(m.Chunks[0].Path()) != ".bin" {
		t.Errorf("path is %s", m.Chunks[0].Path())
	}
	bad := *m
	bad.Chunks = []Chunk{m.Chunks[0]}
	bad.Chunks[0].Size--
	if _, err := bad.Encode(); err == nil {
		t.Error("a stored chunk may be shorter than its raw size")
	}
}
