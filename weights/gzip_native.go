//go:build !js

package weights

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/gzip"
)

func gzipBytes(raw []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(raw)
	}
	if err == nil {
		err = w.Close()
	}
	return out.Bytes(), err
}

func openGzip(data content) (io.ReadCloser, error) {
	return gzip.NewReader(bytes.NewReader(bytesOf(data)))
}
