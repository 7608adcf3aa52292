package weights

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"
)

var (
	hashA = strings.Repeat("a", 64)
	hashB = strings.Repeat("0b", 32)
)

// goodManifest returns a manifest of two tensors in two chunks.
func goodManifest() *Manifest {
	m := &Manifest{
		Format: Format, Version: Version, Name: "prosqa-coconut", Config: []byte(`{"a":[1,"<&>"]}`),
		Files:   []File{{"tokenizer.json", hashA, 12}, {"README.md", hashB, 0}},
		Tensors: []TensorInfo{{"wte.weight", Int8, []int{3, 5}, 0, 15}, {"wte.weight.scale", Float32, []int{3}, 15, 12}},
		Chunks:  []Chunk{{hashA, 20, 16, Zstd}, {hashB, 9, 11, Zstd}},
		License: "MIT",
	}
	m.ChunksSHA256 = m.chunksHash()
	return m
}

func TestManifestRoundTrip(t *testing.T) {
	for name, m := range map[string]*Manifest{
		"everything": goodManifest(),
		"no files and no config": {
			Format: Format, Version: Version, Name: "m", Tensors: []TensorInfo{{"t", Int8, []int{1}, 0, 1}},
			Chunks: []Chunk{{hashA, 1, 1, Zstd}},
		},
	} {
		data, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if got, err := ParseManifest(data); err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%s: ParseManifest(Encode()) = %+v, %v; want %+v", name, got, err, m)
		}
	}
}

func TestManifestPaths(t *testing.T) {
	m := goodManifest()
	if got, want := m.Chunks[0].Path(), "chunks/"+hashA+".zst"; got != want {
		t.Errorf("chunk path is %s, want %s", got, want)
	}
	m.Chunks[0].Compression = Gzip
	if got, want := m.Chunks[0].Path(), "chunks/"+hashA+".gz"; got != want {
		t.Errorf("path of a gzip chunk is %s, want %s", got, want)
	}
	if got, want := m.Files[0].Path(), "files/"+hashA+"/tokenizer.json"; got != want {
		t.Errorf("file path is %s, want %s", got, want)
	}
	if got := m.Bytes(); got != 12+20+9 {
		t.Errorf("Bytes() = %d, want %d", got, 12+20+9)
	}
}

func TestManifestValidate(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(m *Manifest)
		says   string
	}{
		{"another format", func(m *Manifest) { m.Format = "gguf" }, `format "gguf"`},
		{"a later version", func(m *Manifest) { m.Version = 3 }, "version 3"},
		{"no name", func(m *Manifest) { m.Name = "" }, "name"},
		{"config is a list", func(m *Manifest) { m.Config = []byte("[1]") }, "config is not a JSON object"},
		{"config is null", func(m *Manifest) { m.Config = []byte("null") }, "config is not a JSON object"},

		{"a path up", func(m *Manifest) { m.Files[0].Name = ".." }, "files[0]: name"},
		{"a path", func(m *Manifest) { m.Files[0].Name = "../../etc/passwd" }, "files[0]: name"},
		{"a path of Windows", func(m *Manifest) { m.Files[1].Name = `a\b` }, "files[1]: name"},
		{"a hidden file", func(m *Manifest) { m.Files[1].Name = ".htaccess" }, "files[1]: name"},
		{"a dot at the end", func(m *Manifest) { m.Files[1].Name = "a." }, "files[1]: name"},
		{"a zero byte", func(m *Manifest) { m.Files[1].Name = "a\x00b" }, "files[1]: name"},
		{"a long name", func(m *Manifest) { m.Files[1].Name = strings.Repeat("a", 201) }, "files[1]: name"},
		{"two files of a name", func(m *Manifest) { m.Files[1].Name = m.Files[0].Name },
			"files[1]: name \"tokenizer.json\" is used twice"},
		{"a negative size", func(m *Manifest) { m.Files[0].Size = -1 }, "files[0]: size is -1"},
		{"a large file", func(m *Manifest) { m.Files[0].Size = MaxFileSize + 1 }, "files[0]: size"},
		{"a hash that is a path", func(m *Manifest) { m.Files[0].SHA256 = "../" + hashA[3:] }, "files[0]: sha256"},

		{"a short hash", func(m *Manifest) { m.Chunks[0].SHA256 = hashA[:63] }, "chunks[0]: sha256"},
		{"a hash in capitals", func(m *Manifest) { m.Chunks[1].SHA256 = strings.ToUpper(hashB) }, "chunks[1]: sha256"},
		{"an empty chunk", func(m *Manifest) { m.Chunks[0].Size = 0 }, "chunks[0]: size is 0"},
		{"a large chunk", func(m *Manifest) { m.Chunks[0].Size = MaxChunkSize + 1 }, "chunks[0]: size"},
		{"a chunk of nothing", func(m *Manifest) { m.Chunks[0].RawSize = 0 }, "chunks[0]: raw_size is 0"},
		{"a chunk of a lot", func(m *Manifest) { m.Chunks[0].RawSize = MaxChunkRawSize + 1 }, "chunks[0]: raw_size"},
		{"a chunk too much", func(m *Manifest) { m.Chunks = append(m.Chunks, Chunk{hashA, 1, 1, Zstd}) },
			"tensors have 27 bytes, but chunks hold 28"},
		{"a chunk too few", func(m *Manifest) { m.Chunks = m.Chunks[:1] }, "tensors have 27 bytes, but chunks hold 16"},
		{"a huge model", func(m *Manifest) {
			for range MaxModelSize / MaxChunkRawSize {
				m.Chunks = append(m.Chunks, Chunk{hashA, 1, MaxChunkRawSize, Zstd})
			}
		}, "too large"},

		{"no tensors", func(m *Manifest) { m.Tensors, m.Chunks = nil, nil }, "there are no tensors"},
		{"a tensor without a name", func(m *Manifest) { m.Tensors[0].Name = "" }, "tensors[0]: name"},
		{"a tensor called by a path", func(m *Manifest) { m.Tensors[0].Name = "a/b" }, "tensors[0]: name"},
		{"two tensors of a name", func(m *Manifest) { m.Tensors[1].Name = m.Tensors[0].Name },
			`tensors[1]: name "wte.weight" is used twice`},
		{"another type", func(m *Manifest) { m.Tensors[0].DType = "float64" }, `dtype is "float64"`},
		{"a gap", func(m *Manifest) { m.Tensors[1].Offset = 16 }, "tensors[1]: wte.weight.scale: offset is 16"},
		{"an overlap", func(m *Manifest) { m.Tensors[1].Offset = 14 }, "tensors[1]: wte.weight.scale: offset is 14"},
		{"a negative offset", func(m *Manifest) { m.Tensors[0].Offset = -1 }, "offset is -1"},
		{"a length that is not the shape's", func(m *Manifest) { m.Tensors[0].Length = 14 },
			"length is 14, but int8[3 5] has 15"},
		{"another compression", func(m *Manifest) { m.Chunks[1].Compression = "brotli" },
			`chunks[1]: compression is "brotli"`},
		{"a license that is none", func(m *Manifest) { m.License = "all rights\nreserved" }, "license"},
		{"chunks in another order", func(m *Manifest) {
			m.Chunks[0].SHA256, m.Chunks[1].SHA256 = m.Chunks[1].SHA256, m.Chunks[0].SHA256
		}, "out of order"},
		{"half a byte", func(m *Manifest) { m.Tensors[0].DType = Int4 }, "last axis of int4 must be even"},
		{"no shape", func(m *Manifest) { m.Tensors[0].Shape = nil }, "shape has 0 axes"},
		{"too many axes", func(m *Manifest) { m.Tensors[0].Shape = []int{3, 5, 1, 1, 1} }, "shape has 5 axes"},
		{"an empty axis", func(m *Manifest) { m.Tensors[0].Shape = []int{0, 5} }, "empty axis"},
		{"negative axes", func(m *Manifest) { m.Tensors[0].Shape = []int{-3, -5} }, "empty axis"},
		{"a product that overflows to its length",
			func(m *Manifest) { m.Tensors[0].Shape = []int{1 << 16, 1 << 16, 1 << 16, 1<<16 + 15} }, "too large"},
		{"an axis that overflows", func(m *Manifest) { m.Tensors[1].Shape = []int{math.MaxInt} }, "too large"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := goodManifest()
			test.change(m)
			err := m.Validate()
			if !errors.Is(err, ErrManifest) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("Validate() = %v, want an error %q that says %q", err, ErrManifest, test.says)
			}
			// Encode recomputes the hash of the order
			if data, encodeErr := m.Encode(); encodeErr == nil && !strings.Contains(test.says, "order") {
				t.Errorf("Encode() gave %d bytes of a bad manifest", len(data))
			}
		})
	}
	if err := goodManifest().Validate(); err != nil {
		t.Errorf("the manifest that was not changed: %v", err)
	}
}

func TestParseManifestErrors(t *testing.T) {
	data, err := goodManifest().Encode()
	if err != nil {
		t.Fatal(err)
	}
	good := string(data)
	for _, test := range []struct{ name, json, says string }{
		{"nothing", "", "unexpected end"},
		{"a web page", "<!doctype html>", "invalid character"},
		{"another type", `"manifest"`, "cannot unmarshal"},
		{"cut off", good[:len(good)/2], "unexpected end"},
		{"something behind", good + "{}", "after top-level value"},
		{"an unknown field", strings.Replace(good, `"name"`, `"signature": 1, "name"`, 1), `unknown field "signature"`},
		{"a later version with unknown fields", strings.Replace(good, `"version": 2`, `"version": 3, "signature": 1`, 1), "version 3, want"},
		{"a fraction", strings.Replace(good, `"raw_size": 16`, `"raw_size": 16.5`, 1), "16.5"},
		{"a number that overflows", strings.Replace(good, `"raw_size": 16`, `"raw_size": 99999999999999999999`, 1), "99999999999999999999"},
		{"a shape of text", strings.Replace(good, `"dtype": "int8"`, `"shape": "x", "dtype": "int8"`, 1), "cannot unmarshal"},
		{"chunks in another order", strings.NewReplacer(hashA+"\",\n   \"size\": 20", hashB+"\",\n   \"size\": 20", hashB+"\",\n   \"size\": 9", hashA+"\",\n   \"size\": 9").Replace(good), "out of order"},
		{"what Validate finds", strings.Replace(good, `"raw_size": 16`, `"raw_size": 17`, 1), "chunks hold 28"},
		{"a field in other case", strings.Replace(good, `"raw_size"`, `"Raw_Size"`, 1), `unknown field "Raw_Size"`},
		{"a field twice", strings.Replace(good, `"raw_size": 16`, `"raw_size": 17, "raw_size": 16`, 1), `field "raw_size" is there twice`},
		{"a field twice, at the top", strings.Replace(good, `"version": 2`, `"version": 2, "version": 2`, 1), `field "version" is there twice`},
		{"a field twice, in another case", strings.Replace(good, `"version": 2`, `"version": 2, "Version": 2`, 1), `unknown field "Version"`},
		{"a null", strings.Replace(good, `"offset": 0`, `"offset": null`, 1), "null at"},
		{"files that are null", strings.Replace(good, `"version": 2`, `"version": 2, "license": null`, 1), "null at"},
		{"not UTF-8", strings.Replace(good, `"version": 2`, "\"version\": 2, \"license\": \"\xff\"", 1), "not UTF-8"},
		{"deep nesting", strings.Replace(good, `"a"`, `"b": `+strings.Repeat("[", 100_000)+`, "a"`, 1), "depth"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, err := ParseManifest([]byte(test.json))
			if err == nil {
				t.Fatalf("ParseManifest = %+v, want an error that says %q", m, test.says)
			}
			if !errors.Is(err, ErrManifest) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("ParseManifest: error %q, want %q that says %q", err, ErrManifest, test.says)
			}
			if n := len(err.Error()); n > 500 {
				t.Errorf("the message has %d characters", n)
			}
		})
	}
}

func TestParseManifestLimit(t *testing.T) {
	data, err := goodManifest().Encode()
	if err != nil {
		t.Fatal(err)
	}
	data = append(data, bytes.Repeat([]byte(" "), MaxManifestSize-len(data))...)
	if _, err := ParseManifest(data); err != nil {
		t.Errorf("a manifest of %d bytes: %v", len(data), err)
	}
	if _, err := ParseManifest(append(data, ' ')); !errors.Is(err, ErrManifest) || !errors.Is(err, ErrTooLarge) {
		t.Errorf("a manifest of %d bytes: error %v, want %v and %v", len(data)+1, err, ErrManifest, ErrTooLarge)
	}
}

// manifestBombs are manifests that take as much memory for their size as possible.
func manifestBombs(size int) map[string]string {
	fill := func(field, entry string) string {
		return fmt.Sprintf(`{"format":%q,"version":1,"name":"m",%q:[%s]}`, Format, field,
			strings.TrimSuffix(strings.Repeat(entry+",", size/(len(entry)+1)), ","))
	}
	return map[string]string{
		"tensors": fill("tensors", "{}"), "chunks": fill("chunks", "{}"), "files": fill("files", "{}"), "nulls": fill("tensors", "null"),
		"a shape": strings.Replace(fill("tensors", "0"), `"tensors":[`, `"tensors":[{"shape":[`, 1) + "]}",
		"a name":  fmt.Sprintf(`{"format":%q,"version":1,"name":%q}`, Format, strings.Repeat("\u2028", size/6)),
		"config":  fmt.Sprintf(`{"format":%q,"version":1,"config":%s}`, Format, strings.Repeat("[", size)),
	}
}

// manifestMemory bounds what parsing n bytes allocates: a tensor for each entry "{}," and the slices outgrown on the
// way.
func manifestMemory(n int) uint64 { return 1<<20 + 300*uint64(n) }

func TestParseManifestMemory(t *testing.T) {
	for name, data := range manifestBombs(MaxManifestSize - 200) {
		var err error
		used := allocated(func() { _, err = ParseManifest([]byte(data)) })
		t.Logf("%s: %d bytes took %d", name, len(data), used)
		if used > manifestMemory(len(data)) {
			t.Errorf("%s: parsing %d bytes allocated %d, want at most %d", name, len(data), used, manifestMemory(len(data)))
		}
		if !errors.Is(err, ErrManifest) || len(err.Error()) > 500 {
			t.Errorf("%s: error %.1000v, want a short %q", name, err, ErrManifest)
		}
	}
}

func FuzzParseManifest(f *testing.F) {
	data, err := goodManifest().Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"format":"coconut-weights","version":1,"name":"m","config":{"\u2028":"<\\u003c> é \ud800"},"files":[],"tensors":[{"name":"t","dtype":"int8","shape":[1],"offset":0,"length":1}],"chunks":[{"sha256":"` + hashA + `","size":1,"raw_size":1}]}`))
	for _, bomb := range manifestBombs(500) {
		f.Add([]byte(bomb))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m *Manifest
		var err error
		if used := allocated(func() { m, err = ParseManifest(data) }); used > manifestMemory(len(data)) {
			t.Errorf("parsing %d bytes allocated %d", len(data), used)
		}
		if err != nil {
			if !errors.Is(err, ErrManifest) {
				t.Errorf("error %v is not %v", err, ErrManifest)
			}
			return
		}
		checkStable(t, m)
	})
}

// checkStable encodes a manifest and parses it again.
func checkStable(t *testing.T, m *Manifest) {
	t.Helper()
	data, err := m.Encode()
	if errors.Is(err, ErrTooLarge) {
		return // the white space that Encode adds may exceed the limit
	}
	if err != nil {
		t.Fatalf("Encode of what was parsed: %v", err)
	}
	again, err := ParseManifest(data)
	if err != nil {
		t.Fatalf("ParseManifest of what was encoded: %v\n%s", err, data)
	}
	if !reflect.DeepEqual(again, m) {
		t.Errorf("after Encode and ParseManifest: %+v, want %+v", again, m)
	}
	if data2, err := again.Encode(); err != nil || !bytes.Equal(data, data2) {
		t.Errorf("a second Encode gave other bytes (error %v):\n%s\n%s", err, data, data2)
	}
}
