package weights

import (
	"fmt"
	"strings"
)

const (
	maxName = 200 // longest name, in bytes
	maxAxes = 4
)

// Validate checks everything about a manifest that can be checked without reading what it names. The error wraps
// ErrManifest and names the entry at fault.
func (m *Manifest) Validate() error {
	for _, check := range []func() error{m.validateHead, m.validateFiles, m.validateChunks, m.validateTensors,
		m.validateOrder} {
		if err := check(); err != nil {
			return ErrManifest.Errorf("%w", err)
		}
	}
	return nil
}

func (m *Manifest) validateHead() error {
	if m.Format != Format || m.Version != Version {
		return fmt.Errorf("format %.40q version %d, want %q version %d", m.Format, m.Version, Format, Version)
	}
	if len(m.Config) > 0 && m.Config[0] != '{' {
		return fmt.Errorf("config is not a JSON object: %.40q", m.Config)
	}
	if err := checkPlainName(m.Name); err != nil {
		return fmt.Errorf("name: %w", err)
	}
	if m.License != "" {
		if err := checkPlainName(m.License); err != nil {
			return fmt.Errorf("license: %w", err)
		}
	}
	return nil
}

func (m *Manifest) validateFiles() error {
	seen := map[string]bool{}
	for i, f := range m.Files {
		if err := f.validate(); err != nil {
			return fmt.Errorf("files[%d]: %w", i, err)
		}
		if seen[f.Name] {
			return fmt.Errorf("files[%d]: name %q is used twice", i, f.Name)
		}
		seen[f.Name] = true
	}
	return nil
}

func (f File) validate() error {
	if err := checkPlainName(f.Name); err != nil {
		return err
	}
	if err := checkSize("size", f.Size, 0, MaxFileSize); err != nil {
		return err
	}
	return checkHash(f.SHA256)
}

func (m *Manifest) validateChunks() error {
	for i, c := range m.Chunks {
		if err := c.validate(); err != nil {
			return fmt.Errorf("chunks[%d]: %w", i, err)
		}
	}
	if total := m.rawSize(); total > MaxModelSize {
		return ErrTooLarge.Errorf("chunks hold %d bytes, at most %d", total, MaxModelSize)
	}
	return nil
}

func (c Chunk) validate() error {
	if err := checkSize("size", c.Size, 1, MaxChunkSize); err != nil {
		return err
	}
	if err := checkSize("raw_size", c.RawSize, 1, MaxChunkRawSize); err != nil {
		return err
	}
	if chunkSuffixes[c.Compression] == "" {
		return fmt.Errorf("compression is %.40q, want %q, %q, or no such field for zstd", string(c.Compression), Gzip,
			Stored)
	}
	if c.Compression == Stored && c.Size != c.RawSize {
		return fmt.Errorf("size is %d and raw_size %d, though the chunk is not compressed", c.Size, c.RawSize)
	}
	return checkHash(c.SHA256)
}

// rawSize returns the length of the stream.
func (m *Manifest) rawSize() int64 {
	var n int64
	for _, c := range m.Chunks {
		n += c.RawSize
	}
	return n
}

// validateTensors checks that the tensors fill the stream exactly, one after another.
func (m *Manifest) validateTensors() error {
	if len(m.Tensors) == 0 {
		return fmt.Errorf("there are no tensors")
	}
	seen := map[string]bool{}
	var end int64
	for i, t := range m.Tensors {
		if err := t.validate(end); err != nil {
			return fmt.Errorf("tensors[%d]: %w", i, err)
		}
		if seen[t.Name] {
			return fmt.Errorf("tensors[%d]: name %q is used twice", i, t.Name)
		}
		seen[t.Name] = true
		end += t.Length
	}
	if total := m.rawSize(); end != total {
		return fmt.Errorf("tensors have %d bytes, but chunks hold %d", end, total)
	}
	return nil
}

// validateOrder checks that the chunks are the manifest's original ones, in their original order.
func (m *Manifest) validateOrder() error {
	if want := m.chunksHash(); m.ChunksSHA256 != want {
		return fmt.Errorf("chunks_sha256 is %.70q, but the chunks' hashes give %s: a chunk was replaced, or is out of order",
			m.ChunksSHA256, want)
	}
	return nil
}

// validate checks a tensor that must begin where the one before it ended.
func (t TensorInfo) validate(end int64) error {
	if err := checkName(t.Name); err != nil {
		return err
	}
	size, err := byteSize(t.DType, t.Shape)
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", t.Name, err)
	case t.Length != size:
		return fmt.Errorf("%s: length is %d, but %s%v has %d bytes", t.Name, t.Length, t.DType, t.Shape, size)
	case t.Offset != end:
		return fmt.Errorf("%s: offset is %d, but the previous tensor ends at %d", t.Name, t.Offset, end)
	}
	return nil
}

// byteSize returns the size of a tensor. The product cannot overflow: it is at most MaxModelSize.
func byteSize(d DType, shape []int) (int64, error) {
	bits := d.bits()
	if bits == 0 {
		return 0, fmt.Errorf("dtype is %.40q, want float32, float16, int8, int4 or int32", string(d))
	}
	if len(shape) < 1 || len(shape) > maxAxes {
		return 0, fmt.Errorf("shape has %d axes, want 1 to %d", len(shape), maxAxes)
	}
	size := bits // all values together, in bits
	for _, n := range shape {
		if n < 1 {
			return 0, fmt.Errorf("shape %v has an empty axis", shape)
		}
		if int64(n) > 8*MaxModelSize/size {
			return 0, ErrTooLarge.Errorf("shape %v", shape)
		}
		size *= int64(n)
	}
	if last := shape[len(shape)-1]; bits < 8 && last%2 != 0 {
		return 0, fmt.Errorf("shape %v: the last axis of %s must be even", shape, d)
	}
	return size / 8, nil
}

func checkSize(field string, n, least, most int64) error {
	if n < least || n > most {
		return fmt.Errorf("%s is %d, want %d to %d", field, n, least, most)
	}
	return nil
}

const nameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

// checkName accepts names of tensors, such as h.0.attn.c_attn.weight.
func checkName(s string) error {
	if s == "" || len(s) > maxName || strings.Trim(s, nameCharacters) != "" {
		return fmt.Errorf("name %.40q is not 1 to %d letters, digits, dots, dashes and underscores", s, maxName)
	}
	return nil
}

// checkPlainName accepts names that are valid file names on any system: no paths, nothing hidden, nothing that means
// another folder.
func checkPlainName(s string) error {
	if err := checkName(s); err != nil {
		return err
	}
	if strings.HasPrefix(s, ".") || strings.HasSuffix(s, ".") {
		return fmt.Errorf("name %.40q begins or ends with a dot", s)
	}
	return nil
}

// checkHash accepts only 64 lower-case hex digits, because hashes become file names.
func checkHash(s string) error {
	if len(s) != 64 || strings.Trim(s, "0123456789abcdef") != "" {
		return fmt.Errorf("sha256 is %.80q, want 64 lower-case hex digits", s)
	}
	return nil
}
