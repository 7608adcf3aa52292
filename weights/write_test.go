package weights

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"testing"
)

func TestWrite(t *testing.T) {
	p := testPackage(1)
	dir := filepath.Join(t.TempDir(), "a", "b") // missing folders are created
	m, err := Write(dir, p)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := ParseManifest(readTree(t, dir)[ManifestName])
	if err != nil || !reflect.DeepEqual(parsed, m) {
		t.Errorf("the manifest on the disk is %+v (error %v), Write returned %+v", parsed, err, m)
	}
	// The folder holds exactly what the manifest names, readable by all, because a web server runs as another user.
	want := []string{ManifestName}
	for _, c := range m.Chunks {
		want = append(want, c.Path())
	}
	for _, f := range m.Files {
		want = append(want, f.Path())
	}
	slices.Sort(want)
	want = slices.Compact(want)
	if got := newMemory(t, dir).names(); !slices.Equal(got, want) {
		t.Errorf("the folder holds %v, want %v", got, want)
	}
	for _, name := range want {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil || runtime.GOOS != "windows" && info.Mode() != 0o644 {
			t.Errorf("%s has mode %v (error %v), want 0644", name, info.Mode(), err)
		}
	}
}

// TestWriteChunks: chunks have the requested size, whatever the tensors' sizes are.
func TestWriteChunks(t *testing.T) {
	p := testPackage(1)
	var length int64
	for _, tensor := range p.Tensors {
		length += int64(len(tensor.Data))
	}
	for _, size := range []int{1 << 10, 4099, int(length) - 1, int(length), int(length) + 1, 0, MaxChunkRawSize} {
		p.ChunkSize = size
		m, err := Write(t.TempDir(), p)
		if err != nil {
			t.Fatal(err)
		}
		if size == 0 {
			size = p.chunkSize()
		}
		if got := m.rawSize(); got != length {
			t.Errorf("chunk size %d: the chunks hold %d bytes, want %d", size, got, length)
		}
		for i, c := range m.Chunks {
			if want := min(int64(size), length-int64(i*size)); c.RawSize != want {
				t.Errorf("chunk size %d: chunk %d holds %d bytes, want %d", size, i, c.RawSize, want)
			}
		}
	}
}

func TestWriteDeterministic(t *testing.T) {
	want := readTree(t, writePackage(t, testPackage(1)))
	again := readTree(t, writePackage(t, testPackage(1)))
	if !maps.EqualFunc(want, again, bytes.Equal) {
		t.Error("the same package gave other bytes")
	}
	spaced := testPackage(1)
	spaced.Config = []byte("{\n\t\"model_type\": \"coconut-gpt2\",\n\t\"n_embd\": 3\n}\n")
	if got := readTree(t, writePackage(t, spaced)); !maps.EqualFunc(want, got, bytes.Equal) {
		t.Error("white space in the config changed the bytes")
	}
	other := readTree(t, writePackage(t, testPackage(2)))
	if maps.EqualFunc(want, other, bytes.Equal) {
		t.Error("another package gave the same bytes")
	}
}

// TestWriteAgain: existing files are not rewritten, but corrupt ones are.
func TestWriteAgain(t *testing.T) {
	p := testPackage(1)
	dir := writePackage(t, p)
	m, err := Write(dir, p)
	if err != nil {
		t.Fatal(err)
	}
	kept, spoilt := filepath.Join(dir, m.Chunks[0].Path()), filepath.Join(dir, m.Chunks[1].Path())
	before, err := os.Stat(kept)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(spoilt, []byte("spoilt"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(dir, p); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(kept); err != nil || !os.SameFile(before, after) {
		t.Errorf("a chunk that was there was written again (error %v)", err)
	}
	checkModel(t, Dir(dir), p)
}

// TestWriteReplaces: a file is replaced, never overwritten: a process that has the old one open (here a second name)
// keeps it.
func TestWriteReplaces(t *testing.T) {
	dir := writePackage(t, testPackage(1))
	before := readTree(t, dir)[ManifestName]
	second := filepath.Join(t.TempDir(), "second")
	if err := os.Link(filepath.Join(dir, ManifestName), second); err != nil {
		t.Skipf("there are no second names here: %v", err)
	}
	if _, err := Write(dir, testPackage(2)); err != nil {
		t.Fatal(err)
	}
	if after, err := os.ReadFile(second); err != nil || !bytes.Equal(after, before) {
		t.Errorf("the old manifest was written over (error %v)", err)
	}
}

// TestWriteLoads checks that tensors which are loaded on demand give the same folder, and what happens if one cannot
// be.
func TestWriteLoads(t *testing.T) {
	p := testPackage(5)
	want, err := Write(t.TempDir(), p)
	if err != nil {
		t.Fatal(err)
	}
	lazy := p
	lazy.Tensors = slices.Clone(p.Tensors)
	var loaded []int
	for i := range lazy.Tensors {
		if i != 2 {
			lazy.Tensors[i].Data = nil
		}
	}
	lazy.Load = func(i int) ([]byte, error) {
		loaded = append(loaded, i)
		return p.Tensors[i].Data, nil
	}
	got, err := Write(t.TempDir(), lazy)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("a package that loads gave another manifest (%v)", err)
	}
	if slices.Contains(loaded, 2) || !slices.IsSorted(loaded) || len(loaded) != len(p.Tensors)-1 {
		t.Errorf("loaded %v, want each once but 2, in order", loaded)
	}
	lazy.Load = func(i int) ([]byte, error) { return p.Tensors[i].Data[1:], nil }
	if _, err := Write(t.TempDir(), lazy); !errors.Is(err, ErrTensor) {
		t.Errorf("short data: %v, want %v", err, ErrTensor)
	}
	cause := errors.New("cause")
	lazy.Load = func(int) ([]byte, error) { return nil, cause }
	if _, err := Write(t.TempDir(), lazy); !errors.Is(err, cause) {
		t.Errorf("an error of Load: %v, want %v", err, cause)
	}
}

func TestWriteErrors(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(p *Package)
		want   error
		says   string
	}{
		{"no name", func(p *Package) { p.Name = "" }, ErrManifest, "name"},
		{"a path for a name", func(p *Package) { p.Name = "../x" }, ErrManifest, "name"},
		{"config that is not JSON", func(p *Package) { p.Config = []byte("{") }, ErrManifest, "config"},
		{"config that is a list", func(p *Package) { p.Config = []byte("[]") }, ErrManifest, "config"},
		{"a path for a file", func(p *Package) { p.Files["../x"] = nil }, ErrManifest, "files[0]: name"},
		{"a large file", func(p *Package) { p.Files["a"] = make([]byte, MaxFileSize+1) }, ErrManifest, "size is"},
		{"no tensors", func(p *Package) { p.Tensors = nil }, ErrManifest, "no tensors"},
		{"two tensors of a name", func(p *Package) { p.Tensors[1].Name = p.Tensors[0].Name }, ErrManifest, "used twice"},
		{"a shape that does not fit", func(p *Package) { p.Tensors[2].Shape = []int{34} }, ErrTensor, "33 bytes of data"},
		{"another type", func(p *Package) { p.Tensors[2].DType = "bf16" }, ErrTensor, "dtype"},
		{"a negative chunk size", func(p *Package) { p.ChunkSize = -1 }, ErrManifest, "chunk size is -1"},
		{"a large chunk size", func(p *Package) { p.ChunkSize = MaxChunkRawSize + 1 }, ErrManifest, "chunk size"},
		{"chunks that the manifest has no room for", func(p *Package) { p.ChunkSize = 1 }, ErrTooLarge, "chunks of 1"},
		{"a few chunks fewer", func(p *Package) { p.ChunkSize = 5 }, ErrTooLarge, "at most"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "model")
			p := testPackage(1)
			test.change(&p)
			m, err := Write(dir, p)
			if m != nil || !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("Write = %v, %v; want %v that says %q", m, err, test.want, test.says)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Errorf("a package that was refused left %v", newMemory(t, dir).names())
			}
		})
	}
}

// TestWriteInterrupted stops a Write over an older model after each of its files, with half of the next one under a
// temporary name.
func TestWriteInterrupted(t *testing.T) {
	old, young := testPackage(1), testPackage(2)
	oldFiles, youngDir := readTree(t, writePackage(t, old)), writePackage(t, young)
	youngFiles := readTree(t, youngDir)
	var order []string // in Write's order: files, chunks, the manifest
	m := newMemory(t, youngDir).open(t).Manifest()
	for _, f := range m.Files {
		order = append(order, f.Path())
	}
	for _, c := range m.Chunks {
		order = append(order, c.Path())
	}
	order = append(order, ManifestName)
	for n := range order {
		dir := t.TempDir()
		plant(t, dir, oldFiles)
		for _, name := range order[:n] {
			plant(t, dir, map[string][]byte{name: youngFiles[name]})
		}
		next := youngFiles[order[n]]
		plant(t, dir, map[string][]byte{filepath.Dir(order[n]) + "/" + temporaryPrefix + "123": next[:len(next)/2]})
		checkModel(t, Dir(dir), old)
		if _, err := Write(dir, young); err != nil {
			t.Fatalf("Write after an interruption before %s: %v", order[n], err)
		}
		checkModel(t, Dir(dir), young)
		if _, err := Prune(dir); err != nil {
			t.Fatal(err)
		}
		if got := readTree(t, dir); !maps.EqualFunc(got, youngFiles, bytes.Equal) {
			t.Errorf("after Prune the folder holds %v, want %v", slices.Sorted(maps.Keys(got)),
				slices.Sorted(maps.Keys(youngFiles)))
		}
	}
}

// plant writes files directly.
func plant(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestWriteFails makes the file system refuse each file in turn, by putting a folder in its place.
func TestWriteFails(t *testing.T) {
	old, young := testPackage(1), testPackage(2)
	oldFiles := readTree(t, writePackage(t, old))
	for name := range readTree(t, writePackage(t, young)) {
		if name == ManifestName || oldFiles[name] != nil {
			continue
		}
		dir := t.TempDir()
		plant(t, dir, oldFiles)
		blocked := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Join(blocked, "x"), 0o755); err != nil {
			t.Fatal(err)
		}
		if m, err := Write(dir, young); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("Write = %v, %v; want an error that names %s", m, err, name)
		}
		for left := range readTree(t, dir) {
			if strings.HasPrefix(filepath.Base(left), temporaryPrefix) {
				t.Errorf("the Write that failed left %s", left)
			}
		}
		checkModel(t, Dir(dir), old)
		if err := os.RemoveAll(blocked); err != nil {
			t.Fatal(err)
		}
		if _, err := Write(dir, young); err != nil {
			t.Fatal(err)
		}
		checkModel(t, Dir(dir), young)
	}
}

// TestWriteNotAFolder: a file is where the folder should be.
func TestWriteNotAFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	plant(t, filepath.Dir(path), map[string][]byte{"file": []byte("x")})
	if m, err := Write(path, testPackage(1)); err == nil {
		t.Errorf("Write = %v over a file", m)
	}
}

func TestPrune(t *testing.T) {
	old, young := testPackage(1), testPackage(2)
	dir := writePackage(t, old)
	oldFiles := readTree(t, dir)
	if _, err := Write(dir, young); err != nil {
		t.Fatal(err)
	}
	foreign := map[string][]byte{
		"notes.txt": nil, ".gitattributes": nil, "chunks/README": nil, "chunks/" + hashA[1:] + ".zst": nil, "files/x": nil,
		"files/short/x": nil, "files/" + hashA + "/.hidden": nil, "other/" + hashA + ".zst": nil,
	}
	temporary := map[string][]byte{".tmp-1": nil, "chunks/.tmp-2": nil, "files/" + hashB + "/.tmp-3": nil}
	plant(t, dir, foreign)
	plant(t, dir, temporary)
	want := slices.Collect(maps.Keys(temporary))
	m, err := ParseManifest(readTree(t, dir)[ManifestName])
	if err != nil {
		t.Fatal(err)
	}
	for name := range oldFiles {
		used := name == ManifestName
		for _, c := range m.Chunks {
			used = used || c.Path() == name
		}
		for _, f := range m.Files {
			used = used || f.Path() == name
		}
		if !used {
			want = append(want, name)
		}
	}
	removed, err := Prune(dir)
	slices.Sort(want)
	slices.Sort(removed)
	if err != nil || !slices.Equal(removed, want) {
		t.Errorf("Prune = %v, %v; want %v", removed, err, want)
	}
	checkModel(t, Dir(dir), young)
	for name := range foreign {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Errorf("Prune took %s away: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "files", hashB)); err == nil {
		t.Error("Prune left an empty folder")
	}
	if removed, err := Prune(dir); err != nil || len(removed) != 0 {
		t.Errorf("a second Prune = %v, %v; want nothing", removed, err)
	}
}

func TestPruneErrors(t *testing.T) {
	dir := t.TempDir()
	chunk := map[string][]byte{"chunks/" + hashA + ".zst": nil}
	plant(t, dir, chunk)
	if removed, err := Prune(dir); removed != nil || !errors.Is(err, ErrNotFound) {
		t.Errorf("Prune without a manifest = %v, %v; want %v", removed, err, ErrNotFound)
	}
	plant(t, dir, map[string][]byte{ManifestName: []byte("{}")})
	if removed, err := Prune(dir); removed != nil || !errors.Is(err, ErrManifest) {
		t.Errorf("Prune with a bad manifest = %v, %v; want %v", removed, err, ErrManifest)
	}
	if got := len(readTree(t, dir)); got != 2 {
		t.Errorf("%d files are left, want 2", got)
	}
}

func BenchmarkWrite(b *testing.B) {
	p, size := benchPackage()
	dir := b.TempDir()
	b.SetBytes(size)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := Write(filepath.Join(dir, fmt.Sprint(i)), p); err != nil {
			b.Fatal(err)
		}
	}
}
