package api

import (
	"crypto/rand"
	_ "embed"
	"encoding/binary"
	"net/http"
	"strings"
)

//go:generate go run ./traceschema -from openapi.json -to ../docs/trace.schema.json

// openAPI describes the service; a test checks every kind of answer against it.
//
//go:embed openapi.json
var openAPI []byte

// document is GET /openapi.json.
func (s *server) document(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "application/json")
	if _, err := w.Write(openAPI); err != nil {
		return errGone
	}
	return nil
}

// newID is unique enough to find a request in two logs.
func newID() string { return strings.ToLower(rand.Text()) }

// newSeed returns a seed that nobody chose.
func newSeed() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // it never fails
	return binary.LittleEndian.Uint64(b[:])
}
