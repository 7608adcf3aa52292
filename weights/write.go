package weights

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"slices"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/internal/sha256"
)

// The default raw size of a chunk is an eighth of the model, within bounds. So even a small model arrives in pieces,
// and computing can start with the first while the last is being fetched; and a large one has only as many pieces as
// cheap resuming takes. Of a model larger than 32 MiB it is a thirty-second, within a larger bound: each request
// costs a browser about a millisecond.
const (
	minDefaultChunkSize   = 64 << 10
	maxDefaultChunkSize   = 1 << 20
	defaultChunks         = 8
	maxLargeChunkSize     = 4 << 20
	defaultChunksOfLarger = 32
)

// Package is a model to be written.
type Package struct {
	// Name is letters, digits, dots, dashes and underscores.
	Name string
	// Config is the model's config.json, an object, or nil.
	Config json.RawMessage
	// License is an SPDX identifier, or "".
	License string
	// Files are small files that belong to the model, by name.
	Files map[string][]byte
	// Tensors in the order in which a reader should receive them.
	Tensors []Tensor
	// Load returns the bytes of tensor i if its Data is nil, so that a model need not be in memory as a whole. It is
	// called once for each such tensor, in their order; the bytes must not change until the next call.
	Load func(i int) ([]byte, error)
	// ChunkSize is the raw size of a chunk in bytes, at most MaxChunkRawSize; 0 chooses one that suits the model.
	ChunkSize int
	// Compression is how the chunks are compressed.
	Compression Compression
}

// Write writes a model to a folder, and returns its manifest. The same package always gives the same bytes.
//
// Every file is written under a temporary name, flushed to the disk, read back and compared, and then renamed; the
// manifest comes last. So whenever Write ends, by an error, a crash or a power loss, the folder holds either the
// complete old model or the complete new one. A second Write does not rewrite the chunks that are there already. Files
// that no manifest names any more are kept, for readers that still have the old manifest; Prune removes them.
//
// The error is that of WriteTo, or comes from the file system.
func Write(dir string, p Package) (*Manifest, error) {
	return WriteTo(context.Background(), DirSink(dir), p)
}

// WriteTo is Write to any sink: the small files and the chunks first, one after another, and the manifest last.
//
// The error wraps ErrManifest or ErrTensor if the package is at fault, ErrTooLarge if it exceeds a limit, ErrChecksum
// if the sink did not keep what was written, and otherwise comes from the sink or the package's Load, or is the
// context's cause.
func WriteTo(ctx context.Context, to Sink, p Package) (*Manifest, error) {
	m, err := p.manifest()
	if err != nil {
		return nil, err
	}
	for _, f := range m.Files {
		if err := to.WriteFile(ctx, f.Path(), p.Files[f.Name]); err != nil {
			return nil, err
		}
	}
	if m.Chunks, err = p.writeChunks(ctx, to); err != nil {
		return nil, err
	}
	data, err := m.Encode()
	if err != nil {
		return nil, err
	}
	return m, to.WriteFile(ctx, ManifestName, data)
}

// manifest returns the package's manifest without the chunks. Everything that can be wrong with a package is found
// here, before the first file is written.
func (p Package) manifest() (*Manifest, error) {
	m := &Manifest{Format: Format, Version: Version, Name: p.Name, Config: p.Config, License: p.License}
	var end int64
	for _, t := range p.Tensors {
		length, err := t.length()
		if err == nil && (t.Data != nil || p.Load == nil) {
			err = t.check(t.DType)
		}
		if err != nil {
			return nil, err
		}
		m.Tensors = append(m.Tensors, TensorInfo{Name: t.Name, DType: t.DType, Shape: t.Shape, Offset: end,
			Length: length})
		end += length
	}
	for _, name := range slices.Sorted(maps.Keys(p.Files)) {
		m.Files = append(m.Files, File{Name: name, SHA256: hash(p.Files[name]), Size: int64(len(p.Files[name]))})
	}
	if err := m.normalize(); err != nil {
		return nil, ErrManifest.Errorf("config: %w", err)
	}
	return m, p.checkPlan(m, end)
}

// checkPlan encodes the manifest with placeholders for the chunks that a stream of the given length will be cut into,
// to run all of Encode's checks. The real chunks cannot make the manifest longer.
func (p Package) checkPlan(m *Manifest, length int64) error {
	size := int64(p.chunkSize())
	if size < 1 || size > MaxChunkRawSize {
		return ErrManifest.Errorf("chunk size is %d, want 1 to %d, or 0", size, MaxChunkRawSize)
	}
	if length/size > MaxManifestSize/sha256.Size {
		return ErrManifest.Errorf("%w: %d bytes in chunks of %d", ErrTooLarge, length, size)
	}
	planned := *m
	for ; length > 0; length -= size {
		c := Chunk{SHA256: hash(nil), Size: MaxChunkSize, RawSize: min(length, size), Compression: p.Compression}
		if c.Compression == Stored {
			c.Size = c.RawSize
		}
		planned.Chunks = append(planned.Chunks, c)
	}
	_, err := planned.Encode()
	return err
}

func (p Package) chunkSize() int {
	if p.ChunkSize != 0 {
		return p.ChunkSize
	}
	size := 0
	for _, t := range p.Tensors {
		if length, err := t.length(); err == nil { // manifest reports the error
			size += int(length)
		}
	}
	return defaultChunkSize(size)
}

// defaultChunkSize is the raw size of a chunk for a model of so many bytes.
func defaultChunkSize(size int) int {
	small := min(max(divideUp(size, defaultChunks), minDefaultChunkSize), maxDefaultChunkSize)
	return max(small, min(divideUp(size, defaultChunksOfLarger), maxLargeChunkSize))
}

func divideUp(n, by int) int { return (n + by - 1) / by }

// writeChunks compresses and writes the stream, and verifies that what was written decompresses to it.
func (p Package) writeChunks(ctx context.Context, to Sink) ([]Chunk, error) {
	enc, err := newZstdEncoder()
	if err != nil {
		return nil, err
	}
	defer enc.close()
	dec, err := newDecoder()
	if err != nil {
		return nil, err
	}
	defer dec.close()
	var chunks []Chunk
	for raw, err := range p.stream() {
		if err != nil {
			return nil, err
		}
		if err := context.Cause(ctx); err != nil {
			return nil, fault.Errorf("weights", "write: %w", err)
		}
		c, data, err := p.encode(enc, raw)
		if err != nil {
			return nil, err
		}
		back, err := dec.decode(c, data)
		if err != nil {
			return nil, err
		}
		if !bytes.Equal(back, raw) {
			return nil, ErrChunk.Errorf("%s does not decompress to what was compressed", c.Path())
		}
		if err := to.WriteFile(ctx, c.Path(), data); err != nil {
			return nil, err
		}
		chunks = append(chunks, c)
	}
	return chunks, nil
}

// Gzip chunks of large models that would hardly get smaller are stored as they are: quantized weights get 6 to 10 %
// smaller, and decompressing them takes a page longer than fetching them from many servers does.
const (
	worthStoring = 512 << 10 // bytes of a chunk
	worthGzip    = 7. / 8    // of its size
)

// encode compresses a piece of the stream with the package's compression.
func (p Package) encode(enc *zstdEncoder, raw []byte) (Chunk, []byte, error) {
	switch p.Compression {
	case Stored:
		return storedChunk(raw), raw, nil
	case Gzip:
		c, data, err := gzipChunk(raw)
		if err == nil && len(raw) >= worthStoring && float64(len(data)) > worthGzip*float64(len(raw)) {
			return storedChunk(raw), raw, nil
		}
		return c, data, err
	}
	return enc.encode(raw)
}

func storedChunk(raw []byte) Chunk {
	size := int64(len(raw))
	return Chunk{SHA256: hash(raw), Size: size, RawSize: size, Compression: Stored}
}

// stream cuts the bytes of all tensors into pieces of the chunk size. A piece is valid until the next one. An error is
// the last thing that it yields.
func (p Package) stream() iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		piece := make([]byte, 0, p.chunkSize())
		for i := range p.Tensors {
			rest, err := p.data(i)
			if err != nil {
				yield(nil, err)
				return
			}
			for len(rest) > 0 {
				n := min(len(rest), cap(piece)-len(piece))
				piece, rest = append(piece, rest[:n]...), rest[n:]
				if len(piece) < cap(piece) {
					continue
				}
				if !yield(piece, nil) {
					return
				}
				piece = piece[:0]
			}
		}
		if len(piece) > 0 {
			yield(piece, nil)
		}
	}
}

// data returns the bytes of a tensor, loaded if need be.
func (p Package) data(i int) ([]byte, error) {
	t := p.Tensors[i]
	if t.Data != nil || p.Load == nil {
		return t.Data, nil
	}
	var err error
	if t.Data, err = p.Load(i); err != nil {
		return nil, err
	}
	return t.Data, t.check(t.DType)
}
