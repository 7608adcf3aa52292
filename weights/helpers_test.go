package weights

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"sync"
	"testing"
)

// testPackage returns a model of about 50 kB in chunks of 4 KiB: int8 tensors of odd lengths, so that floats after them
// are not aligned in the stream, and tensors both smaller and larger than a chunk.
func testPackage(seed uint64) Package {
	rng := rand.New(rand.NewPCG(seed, 1))
	p := Package{
		Name: "test", Config: []byte(`{"model_type":"coconut-gpt2","n_embd":3}`), ChunkSize: 4 << 10,
		Files: map[string][]byte{"tokenizer.json": fmt.Appendf(nil, `{"seed":%d}`, seed), "README.md": []byte("# Test\n"),
			"empty": {}},
	}
	for i, n := range []int{1, 33, 9999, 20001} {
		ints := make([]int8, n)
		for j := range ints {
			ints[j] = int8(max(-127, min(127, math.Round(40*rng.NormFloat64()))))
		}
		floats := []float32{float32(rng.NormFloat64()), float32(rng.NormFloat64()), float32(rng.NormFloat64())}
		p.Tensors = append(p.Tensors, FromInt8s(fmt.Sprintf("h.%d.weight", i), ints, n, 1),
			FromFloat32s(fmt.Sprintf("h.%d.bias", i), floats, 3))
	}
	p.Tensors = append(p.Tensors, FromInt32s("ids", []int32{1, -2, math.MaxInt32, math.MinInt32}, 2, 2),
		FromFloat32s("wte", make([]float32, 5000), 50, 100))
	return p
}

// writePackage writes a model to a new folder.
func writePackage(t testing.TB, p Package) string {
	t.Helper()
	dir := t.TempDir()
	if _, err := Write(dir, p); err != nil {
		t.Fatal(err)
	}
	return dir
}

// checkModel reads everything from a source and compares it with the package that was written.
func checkModel(t testing.TB, src Source, want Package) {
	t.Helper()
	ctx := context.Background()
	s, err := Open(ctx, src)
	if err != nil {
		t.Fatal(err)
	}
	if m := s.Manifest(); m.Name != want.Name || string(m.Config) != string(want.Config) {
		t.Errorf("manifest is of %q with config %s, want %q, %s", m.Name, m.Config, want.Name, want.Config)
	}
	for name, data := range want.Files {
		if got, err := s.File(ctx, name); err != nil || string(got) != string(data) {
			t.Errorf("File(%q) = %q, %v; want %q", name, got, err, data)
		}
	}
	w, err := s.Load(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	checkTensors(t, w, want.Tensors)
}

func checkTensors(t testing.TB, w *Weights, want []Tensor) {
	t.Helper()
	var names []string
	for _, tensor := range want {
		names = append(names, tensor.Name)
		if got, err := w.Tensor(tensor.Name); err != nil || !reflect.DeepEqual(got, tensor) {
			t.Errorf("tensor %s is not what was written (error %v)", tensor.Name, err)
		}
	}
	if got := w.Names(); !slices.Equal(got, names) {
		t.Errorf("Names() = %v, want %v", got, names)
	}
}

// memory is a source in memory. before, if set, may change the result of the n-th read (from 1) of a file, or make it
// fail.
type memory struct {
	files  map[string][]byte
	before func(ctx context.Context, name string, n int, data []byte) ([]byte, error)

	mu    sync.Mutex
	reads map[string]int
}

// newMemory reads a folder into memory.
func newMemory(t testing.TB, dir string) *memory {
	t.Helper()
	return &memory{files: readTree(t, dir), reads: map[string]int{}}
}

func readTree(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func (m *memory) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	m.mu.Lock()
	m.reads[name]++
	n := m.reads[name]
	m.mu.Unlock()
	data, ok := m.files[name]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, name)
	}
	if m.before != nil {
		var err error
		if data, err = m.before(ctx, name, n, slices.Clone(data)); err != nil {
			return nil, err
		}
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("%w: %s has %d bytes, at most %d", ErrTooLarge, name, len(data), limit)
	}
	return data, nil
}

// open opens the model in memory.
func (m *memory) open(t testing.TB) *Store {
	t.Helper()
	s, err := Open(context.Background(), m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// edit changes the manifest in memory, without Write's checks.
func (m *memory) edit(t testing.TB, change func(*Manifest)) {
	t.Helper()
	manifest, err := ParseManifest(m.files[ManifestName])
	if err != nil {
		t.Fatal(err)
	}
	change(manifest)
	if m.files[ManifestName], err = manifest.Encode(); err != nil {
		t.Fatal(err)
	}
}

// names lists the files in memory.
func (m *memory) names() []string { return slices.Sorted(maps.Keys(m.files)) }

// allocated returns how many bytes f allocates, including garbage.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// encodeChunk compresses a piece of the stream with zstd.
func encodeChunk(enc *zstdEncoder, raw []byte) (Chunk, []byte) {
	c, data, err := enc.encode(raw)
	if err != nil {
		panic(err) // zstd's encoder has no errors
	}
	return c, data
}
