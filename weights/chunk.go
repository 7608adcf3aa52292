package weights

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/klauspost/compress/zstd"

	"github.com/coconut-page/coconut/internal/fault"
)

// newEncoder returns the encoder that all chunks are written with.
//
// A single segment states the raw size in the frame. The encoder's own output is used where something repeats (see
// literalsFrame).
func newEncoder() (*zstd.Encoder, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithAllLitEntropyCompression(true),
		zstd.WithEncoderConcurrency(1), zstd.WithSingleSegment(true))
	if err != nil {
		return nil, fault.Errorf("weights", "zstd: %w", err)
	}
	return enc, nil
}

// encodeChunk compresses a piece of the stream, in whichever way makes it smaller.
func encodeChunk(enc *zstd.Encoder, raw []byte) (Chunk, []byte) {
	data := enc.EncodeAll(raw, nil)
	if frame, err := literalsFrame(raw, data); err == nil && len(frame) < len(data) {
		data = frame
	}
	return Chunk{SHA256: hash(data), Size: int64(len(data)), RawSize: int64(len(raw))}, data
}

// hash returns the SHA-256 of data in hex, as in manifests.
func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// decoder decompresses chunks, one after another, into the same memory.
type decoder struct {
	zstd *zstd.Decoder
	raw  []byte
}

// newDecoder returns a decoder, which must be closed.
func newDecoder() (*decoder, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(MaxChunkRawSize), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		return nil, fault.Errorf("weights", "zstd: %w", err)
	}
	return &decoder{zstd: z}, nil
}

func (d *decoder) close() { d.zstd.Close() }

// decode returns the raw bytes of a chunk, which stay valid until the next call. There are exactly as many as the
// manifest says: the decoder may not write past the capacity it is given, so decompressing a bomb stops there.
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
		return nil, ErrChunk.Errorf("%s: raw_size is %d: %w", c.Path(), c.RawSize, err)
	}
	if int64(len(raw)) != c.RawSize {
		return nil, ErrChunk.Errorf("%s holds %d bytes, but raw_size is %d", c.Path(), len(raw), c.RawSize)
	}
	return raw, nil
}
