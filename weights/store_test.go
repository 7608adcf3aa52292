package weights

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
)

func TestOpenErrors(t *testing.T) {
	for _, test := range []struct {
		name     string
		manifest []byte
		want     []error
	}{
		{"no manifest", nil, []error{ErrNotFound}},
		{"not a manifest", []byte("<html>"), []error{ErrManifest}},
		{"a manifest that is too large", []byte(strings.Repeat(" ", MaxManifestSize+1)), []error{ErrManifest, ErrTooLarge}},
	} {
		src := &memory{files: map[string][]byte{}, reads: map[string]int{}}
		if test.manifest != nil {
			src.files[ManifestName] = test.manifest
		}
		_, err := Open(context.Background(), src)
		for _, want := range test.want {
			if !errors.Is(err, want) {
				t.Errorf("%s: Open: error %v, want %v", test.name, err, want)
			}
		}
	}
}

func TestFileErrors(t *testing.T) {
	ctx := context.Background()
	src := newMemory(t, writePackage(t, testPackage(1)))
	s := src.open(t)
	for _, name := range []string{"vocab.json", "", "../manifest.json", ManifestName, s.Manifest().Chunks[0].Path()} {
		if _, err := s.File(ctx, name); !errors.Is(err, ErrNotFound) {
			t.Errorf("File(%q): error %v, want %v", name, err, ErrNotFound)
		}
	}
	path := fileOf(t, s, "tokenizer.json").Path()
	src.files[path] = []byte(`{"seed":2}`)
	if _, err := s.File(ctx, "tokenizer.json"); !errors.Is(err, ErrChecksum) || !strings.Contains(err.Error(), path) {
		t.Errorf("a file that was changed: error %v, want %v for %s", err, ErrChecksum, path)
	}
}

func fileOf(t *testing.T, s *Store, name string) File {
	t.Helper()
	for _, f := range s.Manifest().Files {
		if f.Name == name {
			return f
		}
	}
	t.Fatalf("the manifest lists no %s", name)
	return File{}
}

// TestBadChunks damages the third chunk in all ways, at its first read, or at every read.
func TestBadChunks(t *testing.T) {
	errDown := errors.New("connection reset")
	want := testPackage(1)
	dir := writePackage(t, want)
	for _, test := range []struct {
		name   string
		damage func(data []byte) ([]byte, error)
		errs   []error
		reads  int // when it is damaged every time
	}{
		{"a bit flipped", func(b []byte) ([]byte, error) { b[len(b)/2] ^= 4; return b, nil }, []error{ErrChecksum}, 2},
		{"truncated", func(b []byte) ([]byte, error) { return b[:len(b)-1], nil }, []error{ErrChecksum, ErrTruncated}, 2},
		{"empty", func(b []byte) ([]byte, error) { return nil, nil }, []error{ErrChecksum, ErrTruncated}, 2},
		{"longer", func(b []byte) ([]byte, error) { return append(b, 0), nil }, []error{ErrChecksum, ErrTooLarge}, 2},
		{"an error page", func(b []byte) ([]byte, error) { return []byte("<html>404"), nil }, []error{ErrChecksum}, 2},
		{"a network error", func(b []byte) ([]byte, error) { return nil, errDown }, []error{errDown}, 2},
		{"missing", func(b []byte) ([]byte, error) { return nil, fmt.Errorf("%w: x", ErrNotFound) }, []error{ErrNotFound}, 1},
	} {
		t.Run(test.name+" once", func(t *testing.T) {
			src := newMemory(t, dir)
			bad := damageChunk(t, src, test.damage, 1)
			w, err := src.open(t).Load(context.Background(), nil)
			if test.reads == 1 {
				return // a missing file is not requested twice, so there is no second time
			}
			if err != nil {
				t.Fatalf("Load: %v, want success at the second try", err)
			}
			checkTensors(t, w, want.Tensors)
			if got := src.reads[bad]; got != 2 {
				t.Errorf("the chunk was read %d times, want 2", got)
			}
		})
		t.Run(test.name+" always", func(t *testing.T) {
			src := newMemory(t, dir)
			bad := damageChunk(t, src, test.damage, 1000)
			w, err := src.open(t).Load(context.Background(), nil)
			for _, want := range test.errs {
				if w != nil || !errors.Is(err, want) {
					t.Errorf("Load = %v, %v; want error %v", w, err, want)
				}
			}
			if errors.Is(err, ErrChecksum) && !strings.Contains(err.Error(), bad) {
				t.Errorf("the error %q does not name %s", err, bad)
			}
			if got := src.reads[bad]; got != test.reads {
				t.Errorf("the chunk was read %d times, want %d", got, test.reads)
			}
		})
	}
}

// damageChunk damages the third chunk at its first reads, and returns its path.
func damageChunk(t *testing.T, src *memory, damage func([]byte) ([]byte, error), times int) string {
	bad := src.open(t).Manifest().Chunks[2].Path()
	src.before = func(_ context.Context, name string, n int, data []byte) ([]byte, error) {
		if name != bad || n > times {
			return data, nil
		}
		return damage(data)
	}
	return bad
}

// cached is a source behind a cache that holds corrupt chunks.
type cached struct {
	*memory
	refetched []string
}

func (c *cached) RefetchFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	c.refetched = append(c.refetched, name)
	return FS(mapFS(c.files)).ReadFile(ctx, name, limit)
}

// TestRefetch: the second try bypasses the cache, which would return the same bytes again.
func TestRefetch(t *testing.T) {
	want := testPackage(1)
	src := &cached{memory: newMemory(t, writePackage(t, want))}
	bad := damageChunk(t, src.memory, func(b []byte) ([]byte, error) { b[0]++; return b, nil }, 1000)
	checkModel(t, src, want)
	if len(src.refetched) != 1 || src.refetched[0] != bad {
		t.Errorf("refetched %v, want %s", src.refetched, bad)
	}
}

// TestLyingManifest changes what the manifest says about a chunk that has the right hash.
func TestLyingManifest(t *testing.T) {
	dir := writePackage(t, testPackage(1))
	for _, test := range []struct {
		name   string
		change func(m *Manifest)
		want   error
	}{
		{"raw sizes moved from one to the next", func(m *Manifest) { m.Chunks[2].RawSize--; m.Chunks[3].RawSize++ },
			ErrChunk},
		{"and the other way", func(m *Manifest) { m.Chunks[2].RawSize++; m.Chunks[3].RawSize-- }, ErrChunk},
		{"a size too large", func(m *Manifest) { m.Chunks[2].Size++ }, ErrTruncated},
		{"a size too small", func(m *Manifest) { m.Chunks[2].Size-- }, ErrTooLarge},
		{"another hash", func(m *Manifest) { m.Chunks[2].SHA256 = hashA }, ErrNotFound},
	} {
		src := newMemory(t, dir)
		src.edit(t, test.change)
		s := src.open(t)
		w, err := s.Load(context.Background(), nil)
		if w != nil || !errors.Is(err, test.want) || !strings.Contains(err.Error(), s.Manifest().Chunks[2].SHA256) {
			t.Errorf("%s: Load = %v, %v; want %v that names the chunk", test.name, w, err, test.want)
		}
		if test.want == ErrChunk && errors.Is(err, ErrChecksum) {
			t.Errorf("%s: %v speaks of a checksum, but the bytes are right", test.name, err)
		}
	}
}

// TestBomb loads a model of a 1 kB tensor whose only chunk decompresses to 1 GiB.
func TestBomb(t *testing.T) {
	data := frames(t, make([]byte, MaxChunkRawSize), 128, false)
	c := Chunk{hash(data), int64(len(data)), 1000, Zstd}
	src := &memory{files: map[string][]byte{c.Path(): data}, reads: map[string]int{}}
	m := &Manifest{Format: Format, Version: Version, Name: "bomb",
		Tensors: []TensorInfo{{"t", Int8, []int{1000}, 0, 1000}}, Chunks: []Chunk{c}}
	var err error
	if src.files[ManifestName], err = m.Encode(); err != nil {
		t.Fatal(err)
	}
	s := src.open(t)
	used := allocated(func() { _, err = s.Load(context.Background(), nil) })
	if !errors.Is(err, ErrChunk) || !strings.Contains(err.Error(), c.Path()) {
		t.Errorf("Load: error %v, want %v for %s", err, ErrChunk, c.Path())
	}
	if used > decodeMemory(1000) {
		t.Errorf("Load allocated %d bytes, want at most %d", used, decodeMemory(1000))
	}
}

// TestPromises: a manifest that promises 1 GiB in one tensor takes no memory for data that never arrives.
func TestPromises(t *testing.T) {
	raw := make([]byte, 1000)
	data := frames(t, raw, 1, true)
	first := Chunk{hash(data), int64(len(data)), 1000, Zstd}
	m := &Manifest{Format: Format, Version: Version, Name: "promises", Chunks: []Chunk{first}}
	for range 127 {
		m.Chunks = append(m.Chunks, Chunk{hashA, 1, MaxChunkRawSize, Zstd})
	}
	m.Tensors = []TensorInfo{{"t", Int8, []int{int(m.rawSize())}, 0, m.rawSize()}}
	encoded, err := m.Encode()
	if err != nil {
		t.Fatal(err)
	}
	s, err := Open(context.Background(), FS(mapFS{ManifestName: encoded, first.Path(): data}))
	if err != nil {
		t.Fatal(err)
	}
	used := allocated(func() { _, err = s.Load(context.Background(), nil) })
	if !errors.Is(err, ErrNotFound) || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Load: error %v, want %v", err, ErrNotFound)
	}
	if most := uint64(2 * MaxChunkRawSize); used > most {
		t.Errorf("Load allocated %d bytes, want at most %d", used, most)
	}
}
