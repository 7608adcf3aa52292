//go:build gzip_only

package weights

// zstdDecoder replaces the zstd decoder in programs built with the tag gzip_only. The page's program is one: a decoder
// is a twentieth of what a first visit fetches, and browsers have one for gzip.
type zstdDecoder struct{}

func newZstdDecoder() (*zstdDecoder, error) { return &zstdDecoder{}, nil }

func (*zstdDecoder) decode([]byte, []byte) ([]byte, error) {
	return nil, ErrCompression.Errorf("zstd; rewrite the model by: coconut repack --compression gzip FOLDER")
}

func (*zstdDecoder) close() {}

// zstdEncoder replaces the zstd encoder.
type zstdEncoder struct{}

func newZstdEncoder() (*zstdEncoder, error) { return &zstdEncoder{}, nil }

func (*zstdEncoder) encode([]byte) (Chunk, []byte, error) {
	return Chunk{}, nil, ErrCompression.Errorf("zstd; write the model with gzip")
}

func (*zstdEncoder) close() {}
