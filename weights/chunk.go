package weights

import (
	"encoding/hex"

	"github.com/coconut-page/coconut/internal/sha256"
)

// hash returns the SHA-256 of data in hex, as in manifests.
func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// decoder decompresses chunks, one after another, into the same memory.
type decoder struct {
	zstd *zstdDecoder
	raw  []byte
}

// newDecoder returns a decoder, which must be closed.
func newDecoder() (*decoder, error) {
	z, err := newZstdDecoder()
	if err != nil {
		return nil, err
	}
	return &decoder{zstd: z}, nil
}

func (d *decoder) close() { d.zstd.close() }

// decode is decodeContent for bytes in this program's memory.
func (d *decoder) decode(c Chunk, data []byte) ([]byte, error) {
	raw, err := d.decodeContent(c, inMemory(data))
	if err != nil {
		return nil, err
	}
	return bytesOf(raw), nil
}

// decodeContent returns the raw bytes of a chunk, which stay valid until the next call and as long as data. There are
// exactly as many as the manifest says: the decoder may not write past the capacity it is given, so decompressing a
// bomb stops there.
func (d *decoder) decodeContent(c Chunk, data content) (content, error) {
	if c.Compression == Stored {
		return data, nil // its size was checked with the manifest's
	}
	if int64(cap(d.raw)) < c.RawSize {
		d.raw = make([]byte, 0, c.RawSize)
	}
	var raw []byte
	var err error
	if c.Compression == Gzip {
		raw, err = gunzip(d.raw[:c.RawSize], data)
	} else {
		raw, err = d.zstd.decode(bytesOf(data), d.raw[:0:c.RawSize])
	}
	if err != nil {
		return nil, ErrChunk.Errorf("%s: raw_size is %d: %w", c.Path(), c.RawSize, err)
	}
	if int64(len(raw)) != c.RawSize {
		return nil, ErrChunk.Errorf("%s holds %d bytes, but raw_size is %d", c.Path(), len(raw), c.RawSize)
	}
	return inMemory(raw), nil
}
