package weights

import (
	"bytes"
	"encoding/json"
)

const (
	// Format and Version are what a manifest begins with; a reader refuses any other.
	Format  = "coconut-weights"
	Version = 2
	// ManifestName is the file that a model is opened by.
	ManifestName = "manifest.json"
)

// Size limits, in bytes. They bound the memory that a hostile manifest can make a reader use.
const (
	MaxManifestSize = 1 << 20
	// maxObjects bounds the number of objects in a manifest, which are many times as large in memory.
	maxObjects = 1 << 14
	// MaxFileSize bounds one small file.
	MaxFileSize = 16 << 20
	// MaxChunkSize bounds a compressed chunk; it is Cloudflare's limit for one static file.
	MaxChunkSize = 25 << 20
	// MaxChunkRawSize bounds a decompressed chunk.
	MaxChunkRawSize = 8 << 20
	// MaxModelSize bounds all tensors together: as much as a 32-bit WebAssembly memory holds with room to work.
	MaxModelSize = 1 << 30
)

// Manifest lists everything that a model consists of.
type Manifest struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	// Name is the model's name.
	Name string `json:"name"`
	// Config is the model's config.json, an object (see runtime.Config), without insignificant white space. It may be
	// absent.
	Config json.RawMessage `json:"config,omitempty"`
	// License says under which terms the weights may be used, as an SPDX identifier. It may be absent.
	License string `json:"license,omitempty"`
	// Files are the small files that belong to the model.
	Files []File `json:"files,omitempty"`
	// Tensors lie one after another in the stream that the chunks, decompressed and in order, make up.
	Tensors []TensorInfo `json:"tensors"`
	Chunks  []Chunk      `json:"chunks"`
	// ChunksSHA256 is the SHA-256 (hex) of all the chunks' hashes, as they are written, one after another. Encode fills it
	// in. It keeps chunks from being swapped: the stream has no names.
	ChunksSHA256 string `json:"chunks_sha256"`
}

// chunksHash computes what ChunksSHA256 must be.
func (m *Manifest) chunksHash() string {
	var all []byte
	for _, c := range m.Chunks {
		all = append(all, c.SHA256...)
	}
	return hash(all)
}

// File names a small file and the SHA-256 (hex) and size of its bytes.
type File struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	Size   int64  `json:"size"`
}

// Path returns where the file is, relative to the manifest.
func (f File) Path() string { return "files/" + f.SHA256 + "/" + f.Name }

// TensorInfo describes a tensor and says where in the stream its bytes are.
type TensorInfo struct {
	Name   string `json:"name"`
	DType  DType  `json:"dtype"`
	Shape  []int  `json:"shape"`
	Offset int64  `json:"offset"`
	Length int64  `json:"length"`
}

// Chunk is one compressed piece of the stream: SHA256 (hex) and Size are of the compressed bytes, RawSize is the
// decompressed size.
type Chunk struct {
	SHA256  string `json:"sha256"`
	Size    int64  `json:"size"`
	RawSize int64  `json:"raw_size"`
	// Compression is "" for zstd, "gzip", or "none".
	Compression Compression `json:"compression,omitempty"`
}

// Compression names how chunks are compressed.
type Compression string

// The compressions. Gzip is for readers without a zstd decoder: every browser and most languages come with one for
// gzip. Stored chunks are as they are.
const (
	Zstd   Compression = ""
	Gzip   Compression = "gzip"
	Stored Compression = "none"
)

// chunkSuffixes are how the names of chunks end.
var chunkSuffixes = map[Compression]string{Zstd: ".zst", Gzip: ".gz", Stored: ".bin"}

// Path returns where the chunk is, relative to the manifest.
func (c Chunk) Path() string {
	return "chunks/" + c.SHA256 + chunkSuffixes[c.Compression]
}

// Bytes returns the size of all chunks and small files as stored: what must be fetched to load the model.
func (m *Manifest) Bytes() int64 {
	n := m.chunkBytes()
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

func (m *Manifest) chunkBytes() int64 {
	var n int64
	for _, c := range m.Chunks {
		n += c.Size
	}
	return n
}

// ParseManifest reads a manifest of at most MaxManifestSize bytes and validates it. It is strict: another version, an
// unknown field, a field in another case or given twice, a null, or anything after the manifest is an error. The error
// wraps ErrManifest.
func ParseManifest(data []byte) (*Manifest, error) {
	if err := checkLength(data); err != nil {
		return nil, err
	}
	if err := checkVersion(data); err != nil {
		return nil, err
	}
	m := new(Manifest)
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(m); err != nil {
		return nil, badJSON(err)
	}
	if err := checkForm(data); err != nil {
		return nil, badJSON(err)
	}
	if err := m.normalize(); err != nil {
		return nil, ErrManifest.Errorf("config: %w", err)
	}
	return m, m.Validate()
}

// checkLength bounds the memory that parsing a manifest takes, before it is parsed.
func checkLength(data []byte) error {
	if len(data) > MaxManifestSize {
		return ErrManifest.Errorf("%w: %d bytes, at most %d", ErrTooLarge, len(data), MaxManifestSize)
	}
	if n := bytes.Count(data, []byte("{")); n > maxObjects {
		return ErrManifest.Errorf("%w: %d objects, at most %d", ErrTooLarge, n, maxObjects)
	}
	return nil
}

// badJSON returns the error for a malformed manifest. encoding/json quotes what it could not read, however long, so the
// text is cut.
func badJSON(err error) error { return ErrManifest.Errorf("%.200s", err) }

// checkVersion runs before the strict parse, so that a manifest of a later version is refused for its version and not
// for a field that this version does not know. It reads all of data, so that garbage after the manifest is noticed too.
func checkVersion(data []byte) error {
	var head struct {
		Format  string `json:"format"`
		Version int    `json:"version"`
	}
	if err := json.Unmarshal(data, &head); err != nil {
		return badJSON(err)
	}
	if head.Format != Format || head.Version != Version {
		return ErrManifest.Errorf("format %.40q version %d, want %q version %d", head.Format, head.Version, Format, Version)
	}
	return nil
}

// normalize makes manifests with the same meaning equal in memory.
func (m *Manifest) normalize() error {
	if len(m.Files) == 0 {
		m.Files = nil
	}
	if len(m.Config) == 0 {
		m.Config = nil
		return nil
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, m.Config); err != nil {
		return err
	}
	m.Config = compact.Bytes()
	return nil
}

// Encode fills in ChunksSHA256, validates the manifest and returns it in the form that ParseManifest reads, always the
// same bytes for the same manifest.
func (m *Manifest) Encode() ([]byte, error) {
	m.ChunksSHA256 = m.chunksHash()
	if err := m.Validate(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil {
		return nil, ErrManifest.Errorf("%w", err)
	}
	return out.Bytes(), checkLength(out.Bytes())
}
