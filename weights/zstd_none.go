//go:build gzip_only

package weights

// zstdDecoder is what a program that is built with the tag gzip_only has in place of a decoder for zstd. The page's is:
// a decoder is a twentieth of what a first visit fetches, and browsers bring one for gzip.
type zstdDecoder struct{}

func newZstdDecoder() (*zstdDecoder, error) { return &zstdDecoder{}, nil }

func (*zstdDecoder) decode([]byte, []byte) ([]byte, error) {
	return nil, ErrCompression.Errorf("zstd; rewrite the model by: coconut repack --compression gzip FOLDER")
}

func (*zstdDecoder) close() {}
