package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

// chunked writes a model of several chunks, and returns its folder and manifest.
func chunked(t *testing.T) (string, *weights.Manifest) {
	t.Helper()
	values := make([]int8, 10000)
	for i := range values {
		values[i] = int8(i * i % 101) // no two chunks are equal
	}
	dir := t.TempDir()
	m, err := weights.Write(dir, weights.Package{
		Name: "chunked", Config: []byte(`{"n_embd":100}`), ChunkSize: 4096,
		Files: map[string][]byte{"tokenizer.json": []byte("{}")},
		Tensors: []weights.Tensor{weights.FromInt8s("wte.weight", values, 100, 100),
			weights.FromFloat32s("wte.weight.scale", make([]float32, 100), 100)},
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir, m
}

// verifyJSON runs `coconut verify --json`.
func verifyJSON(t *testing.T, where string) (verified, error) {
	t.Helper()
	out, err := command(t, "verify", "--json", where)
	var v verified
	if jsonErr := json.Unmarshal([]byte(out), &v); jsonErr != nil {
		t.Fatalf("verify --json %s printed %q: %v, %v", where, out, err, jsonErr)
	}
	return v, err
}

// TestVerifyWhole checks that an intact model passes, from disk and over HTTP: the shipped one and one of several
// chunks.
func TestVerifyWhole(t *testing.T) {
	several, _ := chunked(t)
	for _, dir := range []string{model, several} {
		server := httptest.NewServer(http.FileServer(http.Dir(dir)))
		defer server.Close()
		for _, where := range []string{dir, server.URL} {
			if out, err := command(t, "verify", where); err != nil || !strings.Contains(out, " is whole: ") {
				t.Errorf("%s: %q, %v", where, out, err)
			}
			if v, err := verifyJSON(t, where); err != nil || !v.OK || v.Files < 2 || v.Ratio <= 0 || v.Ratio > 1 ||
				v.MBPerSecond <= 0 {
				t.Errorf("%s: %+v, %v", where, v, err)
			}
		}
	}
}

// TestVerifyDamaged checks that all damage is found, from disk and over HTTP, and that each wrong file is named.
func TestVerifyDamaged(t *testing.T) {
	for name, c := range map[string]struct {
		damage func(dir string, m *weights.Manifest) error
		wrong  []int // chunks
	}{
		"flipped": {func(dir string, m *weights.Manifest) error {
			return rewrite(dir, m.Chunks[1], func(data []byte) []byte { data[len(data)/2] ^= 1; return data })
		}, []int{1}},
		"truncated": {func(dir string, m *weights.Manifest) error {
			return rewrite(dir, m.Chunks[0], func(data []byte) []byte { return data[:len(data)-1] })
		}, []int{0}},
		"missing": {func(dir string, m *weights.Manifest) error {
			return os.Remove(filepath.Join(dir, m.Chunks[2].Path()))
		}, []int{2}},
		"swapped": {func(dir string, m *weights.Manifest) error { return swap(dir, m.Chunks[0].Path(), m.Chunks[2].Path()) },
			[]int{0, 2}},
		"raw sizes": {func(dir string, m *weights.Manifest) error {
			m.Chunks[0].RawSize++
			m.Chunks[1].RawSize--
			data, err := m.Encode()
			if err != nil {
				return err
			}
			return os.WriteFile(filepath.Join(dir, weights.ManifestName), data, 0o644)
		}, []int{0, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, m := chunked(t)
			if err := c.damage(dir, m); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(http.FileServer(http.Dir(dir)))
			defer server.Close()
			for _, where := range []string{dir, server.URL} {
				wantWrong(t, where, m, c.wrong)
			}
		})
	}
}

// wantWrong verifies a model whose chunks of the given numbers are wrong, and no others.
func wantWrong(t *testing.T, where string, m *weights.Manifest, wrong []int) {
	t.Helper()
	v, err := verifyJSON(t, where)
	if err == nil || v.OK || len(v.Problems) != len(wrong) || v.Files != len(m.Files)+len(m.Chunks) {
		t.Fatalf("%s: %+v, %v; want %d problems", where, v, err, len(wrong))
	}
	out, err := command(t, "verify", where)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err == nil || len(lines) != len(wrong) {
		t.Fatalf("%s: %q, %v; want %d lines", where, out, err, len(wrong))
	}
	for i, n := range wrong {
		if path := m.Chunks[n].Path(); !strings.Contains(v.Problems[i], path) || !strings.Contains(lines[i], path) {
			t.Errorf("%s: problem %d is %q, printed as %q, want it to name %s", where, i, v.Problems[i], lines[i], path)
		}
	}
}

// rewrite changes a chunk's file.
func rewrite(dir string, c weights.Chunk, change func([]byte) []byte) error {
	path := filepath.Join(dir, c.Path())
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return os.WriteFile(path, change(data), 0o644)
}

// swap exchanges the names of two files.
func swap(dir, a, b string) error {
	a, b = filepath.Join(dir, a), filepath.Join(dir, b)
	for _, names := range [][2]string{{a, a + "~"}, {b, a}, {a + "~", b}} {
		if err := os.Rename(names[0], names[1]); err != nil {
			return err
		}
	}
	return nil
}

// TestVerifyManifest checks that an inconsistent manifest is a problem like any other, in JSON too, and that a missing
// model is an error.
func TestVerifyManifest(t *testing.T) {
	dir, _ := chunked(t)
	path := filepath.Join(dir, weights.ManifestName)
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The last tensor has 400 bytes; with 396 the tensors no longer cover the stream.
	short := strings.NewReplacer(`"length": 400`, `"length": 396`, "    100\n   ],\n   \"offset\": 10000",
		"    99\n   ],\n   \"offset\": 10000").Replace(string(data))
	if err := os.WriteFile(path, []byte(short), 0o644); err != nil {
		t.Fatal(err)
	}
	v, err := verifyJSON(t, dir)
	if err == nil || v.OK || len(v.Problems) != 1 || !strings.Contains(v.Problems[0], "manifest.json") ||
		!strings.Contains(v.Problems[0], "10396") {
		t.Errorf("%+v, %v; want one problem that says that the tensors have 10396 bytes", v, err)
	}
	if _, err := command(t, "verify", "nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestInspect(t *testing.T) {
	dir, m := chunked(t)
	out, err := command(t, "inspect", dir)
	if err != nil {
		t.Fatal(err)
	}
	words := strings.Join(strings.Fields(out), " ")
	for _, want := range []string{
		"chunked, coconut-weights version 2 license not stated config {\"n_embd\":100}",
		"wte.weight int8 100 100 10000 0–2", "wte.weight.scale float32 100 400 2", m.Files[0].Path() + " 2", " 4096 0.", m.Chunks[2].Path(),
	} {
		if !strings.Contains(words, want) {
			t.Errorf("the list has no %q:\n%s", want, out)
		}
	}
	if out, err := command(t, "inspect", model); err != nil ||
		!strings.Contains(out, "prosqa-coconut, coconut-weights version 2") {
		t.Errorf("the shipped model: %q, %v", out, err)
	}
	if _, err := command(t, "inspect", "nowhere"); err == nil || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

// TestInspectJSON checks that the JSON, read over HTTP, is a manifest that readers accept.
func TestInspectJSON(t *testing.T) {
	dir, want := chunked(t)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	out, err := command(t, "inspect", "--json", server.URL)
	if err != nil {
		t.Fatal(err)
	}
	got, err := weights.ParseManifest([]byte(out))
	if err != nil || got.Name != want.Name || len(got.Tensors) != 2 || len(got.Chunks) != len(want.Chunks) {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestChunksOf checks the edge cases: tensors that begin or end where a chunk does, and one inside a chunk.
func TestChunksOf(t *testing.T) {
	m := &weights.Manifest{Chunks: []weights.Chunk{{RawSize: 10}, {RawSize: 10}, {RawSize: 5}}}
	for _, c := range []struct{ offset, length, first, last int }{{0, 10, 0, 0}, {10, 10, 1, 1}, {0, 11, 0, 1},
		{9, 1, 0, 0}, {9, 2, 0, 1}, {9, 12, 0, 2}, {20, 5, 2, 2}, {12, 3, 1, 1}} {
		first, last := chunksOf(m, weights.TensorInfo{Offset: int64(c.offset), Length: int64(c.length)})
		if first != c.first || last != c.last {
			t.Errorf("%d bytes at %d lie in chunks %d to %d, want %d to %d", c.length, c.offset, first, last, c.first, c.last)
		}
	}
}
