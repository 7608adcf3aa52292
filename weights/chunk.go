package weights

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// newEncoder makes the one encoder that chunks are written with.
//
// The level matters: the two faster ones of this library leave quantized weights uncompressed, and the slowest is worse. What there
// is to gain is entropy coding, as weights do not repeat. A single segment states the raw size in the frame.
func newEncoder() (*zstd.Encoder, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithAllLitEntropyCompression(true),
		zstd.WithEncoderConcurrency(1), zstd.WithSingleSegment(true))
	if err != nil {
		return nil, fmt.Errorf("weights: zstd: %w", err)
	}
	return enc, nil
}

// gzipChunk compresses a piece of the stream for readers without zstd.
func gzipChunk(raw []byte) (Chunk, []byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return Chunk{}, nil, fmt.Errorf("weights: gzip: %w", err)
	}
	return Chunk{SHA256: hash(out.Bytes()), Size: int64(out.Len()), RawSize: int64(len(raw)), Compression: Gzip}, out.Bytes(), nil
}

// encodeChunk compresses a piece of the stream.
func encodeChunk(enc *zstd.Encoder, raw []byte) (Chunk, []byte) {
	data := enc.EncodeAll(raw, nil)
	return Chunk{SHA256: hash(data), Size: int64(len(data)), RawSize: int64(len(raw))}, data
}

// hash is the SHA-256 of data in hex, as manifests have it.
func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// decoder decompresses chunks, one after another, into the same memory.
type decoder struct {
	zstd *zstd.Decoder
	raw  []byte
}

// newDecoder makes a decoder, to be closed.
func newDecoder() (*decoder, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(MaxChunkRawSize), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		return nil, fmt.Errorf("weights: zstd: %w", err)
	}
	return &decoder{zstd: z}, nil
}

func (d *decoder) close() { d.zstd.Close() }

// decode returns the raw bytes of a chunk, which stay valid until the next call. They are exactly as many as the manifest says: the
// decoder may not write past the capacity it is given, so that a chunk that would become huge stops there.
func (d *decoder) decode(c Chunk, data []byte) ([]byte, error) {
	if int64(cap(d.raw)) < c.RawSize {
		d.raw = make([]byte, 0, c.RawSize)
	}
	var raw []byte
	var err error
	if c.Compression == Gzip {
		raw, err = gunzip(d.raw[:c.RawSize], data)
	} else {
		raw, err = d.zstd.DecodeAll(data, d.raw[:0:c.RawSize])
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s: raw_size is %d: %w", ErrChunk, c.Path(), c.RawSize, err)
	}
	if int64(len(raw)) != c.RawSize {
		return nil, fmt.Errorf("%w: %s holds %d bytes, but raw_size is %d", ErrChunk, c.Path(), len(raw), c.RawSize)
	}
	return raw, nil
}

// errMore is the error for a gzip chunk that holds more than it should.
var errMore = errors.New("it holds more")

// gunzip decompresses data into raw and returns what was filled of it. Data that has more is an error, however much it would be.
func gunzip(raw, data []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	n, err := io.ReadFull(r, raw)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	// Reading on checks the checksum at the end, too.
	switch more, err := r.Read(make([]byte, 1)); {
	case more > 0:
		return nil, errMore
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	}
	return raw[:n], nil
}
