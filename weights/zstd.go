//go:build !gzip_only

package weights

import (
	"github.com/klauspost/compress/zstd"

	"github.com/coconut-page/coconut/internal/fault"
)

// zstdEncoder is the encoder that all chunks are written with.
type zstdEncoder struct{ encoder *zstd.Encoder }

// newZstdEncoder returns an encoder, which must be closed.
//
// A single segment states the raw size in the frame. The encoder's own output is used where something repeats (see
// literalsFrame).
func newZstdEncoder() (*zstdEncoder, error) {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
		zstd.WithAllLitEntropyCompression(true),
		zstd.WithEncoderConcurrency(1), zstd.WithSingleSegment(true))
	if err != nil {
		return nil, fault.Errorf("weights", "zstd: %w", err)
	}
	return &zstdEncoder{enc}, nil
}

// encode compresses a piece of the stream, in whichever way makes it smaller.
func (e *zstdEncoder) encode(raw []byte) (Chunk, []byte, error) {
	data := e.encoder.EncodeAll(raw, nil)
	if frame, err := literalsFrame(raw, data); err == nil && len(frame) < len(data) {
		data = frame
	}
	return Chunk{SHA256: hash(data), Size: int64(len(data)), RawSize: int64(len(raw))}, data, nil
}

func (e *zstdEncoder) close() { e.encoder.Close() }

// zstdDecoder decompresses zstd frames within the limits of a chunk.
type zstdDecoder struct{ decoder *zstd.Decoder }

func newZstdDecoder() (*zstdDecoder, error) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
		zstd.WithDecoderMaxMemory(MaxChunkRawSize), zstd.WithDecodeAllCapLimit(true))
	if err != nil {
		return nil, fault.Errorf("weights", "zstd: %w", err)
	}
	return &zstdDecoder{z}, nil
}

// decode appends the raw bytes to dst, never beyond its capacity.
func (d *zstdDecoder) decode(data, dst []byte) ([]byte, error) { return d.decoder.DecodeAll(data, dst) }

func (d *zstdDecoder) close() { d.decoder.Close() }
