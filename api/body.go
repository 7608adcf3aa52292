package api

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/coconut-page/coconut/tasks/bom"
)

// decode reads a body into v. Fields that it does not know are an error where strict: ignoring a misspelled option
// would silently answer a different question. OpenAI's own form has dozens that mean nothing here.
func (s *server) decode(w http.ResponseWriter, r *http.Request, v any, strict bool) error {
	// curl -d declares everything as a form.
	kind := r.Header.Get("Content-Type")
	if kind != "" && !strings.Contains(kind, "json") && !strings.HasPrefix(kind, "application/x-www-form-urlencoded") {
		return unsupportedMedia("unsupported_media_type", "the body must be application/json, not "+kind)
	}
	data, err := s.body(w, r)
	if err != nil {
		return bodyError(err)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	if strict {
		d.DisallowUnknownFields()
	}
	if err := d.Decode(v); err != nil {
		return bodyError(err)
	}
	if _, err := d.Token(); err != io.EOF { // More would not see a closing bracket
		return badRequest("", "invalid_json", "something follows the JSON object in the body")
	}
	if said, want := misspelled(data, v); said != "" {
		return badRequest(said, "unknown_field", "there is no field %q; it is called %q", said, want)
	}
	return nil
}

// body reads a request's body, decompressed and in UTF-8. Limits.Body bounds it both compressed and decompressed.
func (s *server) body(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	limit := s.Limits.Body
	if r.ContentLength > limit {
		return nil, &http.MaxBytesError{Limit: limit} // before waiting for it
	}
	plain, err := decompress(w, r.Header, http.MaxBytesReader(w, r.Body, limit))
	if err != nil {
		return nil, err
	}
	defer plain.Close()
	data, err := io.ReadAll(io.LimitReader(bom.NewReader(plain), limit+1))
	if err == nil && int64(len(data)) > limit {
		err = &http.MaxBytesError{Limit: limit}
	}
	return data, err
}

// encodings are the compressions accepted for bodies, as in Accept-Encoding.
const encodings = "gzip, zstd"

// zstdWindow is the largest zstd window that is accepted: what RFC 8878 requires of every decoder, and what zstd -19
// uses.
const zstdWindow = 8 << 20

// decompress opens a body according to its header Content-Encoding. The reader's errors say that the body does not
// match the header.
func decompress(w http.ResponseWriter, h http.Header, body io.Reader) (io.ReadCloser, error) {
	switch encoding := strings.ToLower(strings.TrimSpace(strings.Join(h.Values("Content-Encoding"), ", "))); encoding {
	case "", "identity":
		return io.NopCloser(body), nil
	case "gzip", "x-gzip":
		z, err := gzip.NewReader(body)
		if err != nil {
			return nil, badEncoding(encoding, err)
		}
		return &decompressed{z, encoding}, nil
	case "zstd":
		z, err := zstd.NewReader(body, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, badEncoding(encoding, err)
		}
		return &decompressed{z.IOReadCloser(), encoding}, nil
	default:
		w.Header().Set("Accept-Encoding", encodings) // RFC 9110, 15.5.16
		return nil, unsupportedMedia("unsupported_content_encoding",
			fmt.Sprintf("the body's Content-Encoding is %.100q; send it uncompressed, or with one of %s", encoding, encodings))
	}
}

// decompressed is a body that is being decompressed.
type decompressed struct {
	io.ReadCloser
	encoding string
}

// Read implements io.Reader.
func (d *decompressed) Read(p []byte) (int, error) {
	n, err := d.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = badEncoding(d.encoding, err)
	}
	return n, err
}

// badEncoding returns the error for a body that cannot be decompressed, unless it is merely too long.
func badEncoding(encoding string, err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return tooLarge
	}
	return badRequest("", "invalid_encoding", "the body is not %s, as its Content-Encoding says: %s", encoding, err)
}

func unsupportedMedia(code, message string) *Error {
	return &Error{Status: http.StatusUnsupportedMediaType, Type: typeRequest, Code: code, Message: message}
}
