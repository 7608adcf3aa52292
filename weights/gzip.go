package weights

import (
	"errors"
	"io"

	"github.com/coconut-page/coconut/internal/fault"
)

// gzipChunk compresses a piece of the stream for readers without zstd.
func gzipChunk(raw []byte) (Chunk, []byte, error) {
	data, err := gzipBytes(raw)
	if err != nil {
		return Chunk{}, nil, fault.Errorf("weights", "gzip: %w", err)
	}
	return Chunk{SHA256: hash(data), Size: int64(len(data)), RawSize: int64(len(raw)), Compression: Gzip}, data, nil
}

// errMore reports a gzip chunk that holds more than it should.
var errMore = errors.New("it holds more")

// gunzip decompresses data into raw and returns the part it filled. It is an error if raw is too small, however much
// data there is.
func gunzip(raw []byte, data content) ([]byte, error) {
	r, err := openGzip(data)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	n, err := io.ReadFull(r, raw)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	// Reading to the end verifies the checksum, too.
	switch more, err := r.Read(make([]byte, 1)); {
	case more > 0:
		return nil, errMore
	case err != nil && !errors.Is(err, io.EOF):
		return nil, err
	}
	return raw[:n], nil
}
