package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"

	"github.com/coconut-page/coconut/api"
)

func gzipped(text string) string {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	z.Write([]byte(text)) // writing to a bytes.Buffer cannot fail
	z.Close()
	return out.String()
}

func zstandard(text string) string {
	var out bytes.Buffer
	z, err := zstd.NewWriter(&out)
	if err != nil {
		panic(err)
	}
	z.Write([]byte(text))
	z.Close()
	return out.String()
}

func utf16le(text string) string {
	out := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = binary.LittleEndian.AppendUint16(out, unit)
	}
	return string(out)
}

// TestEncodings checks that a body is read in every encoding that clients send, and that an unsupported one is named.
func TestEncodings(t *testing.T) {
	text := body(map[string]any{"question": question})
	const limit = 4000
	h := newHandler(api.Limits{Body: limit})
	bomb := body(map[string]any{"question": strings.Repeat("x", 10<<20)})
	for name, tt := range map[string]struct {
		encoding, body string
		status         int
		code, message  string
	}{
		"plain":                    {"", text, 200, "", ""},
		"identity":                 {"identity", text, 200, "", ""},
		"gzip":                     {"gzip", gzipped(text), 200, "", ""},
		"gzip by its old name":     {"x-gzip", gzipped(text), 200, "", ""},
		"capitals":                 {" GZIP ", gzipped(text), 200, "", ""},
		"zstd":                     {"zstd", zstandard(text), 200, "", ""},
		"byte order mark":          {"", "\ufeff" + text, 200, "", ""},
		"UTF-16":                   {"", utf16le(text), 200, "", ""},
		"gzip of UTF-16":           {"gzip", gzipped(utf16le(text)), 200, "", ""},
		"zstd with a mark":         {"zstd", zstandard("\ufeff" + text), 200, "", ""},
		"brotli":                   {"br", text, 415, "unsupported_content_encoding", `"br"`},
		"deflate":                  {"deflate", text, 415, "unsupported_content_encoding", "gzip, zstd"},
		"twice":                    {"gzip, zstd", zstandard(gzipped(text)), 415, "unsupported_content_encoding", `"gzip, zstd"`},
		"not gzip":                 {"gzip", text, 400, "invalid_encoding", "not gzip"},
		"cut gzip":                 {"gzip", gzipped(text)[:40], 400, "invalid_encoding", "not gzip"},
		"gzip with a wrong sum":    {"gzip", gzipped(text)[:len(gzipped(text))-8] + "12345678", 400, "invalid_encoding", "checksum"},
		"not zstd":                 {"zstd", text, 400, "invalid_encoding", "not zstd"},
		"cut zstd":                 {"zstd", zstandard(text)[:40], 400, "invalid_encoding", "not zstd"},
		"empty gzip":               {"gzip", gzipped(""), 400, "invalid_json", "empty"},
		"no gzip":                  {"gzip", "", 400, "invalid_encoding", "EOF"},
		"no zstd":                  {"zstd", "", 400, "invalid_json", "empty"},
		"a gzip bomb":              {"gzip", gzipped(bomb[:2<<20]), 413, "body_too_large", "4000"},
		"a zstd bomb":              {"zstd", zstandard(bomb), 413, "body_too_large", "4000"},
		"too long when compressed": {"gzip", strings.Repeat(gzipped(""), limit), 413, "body_too_large", "4000"},
		"UTF-16 that is too long":  {"", utf16le(strings.Repeat("\u6f22", limit/2-1)), 413, "body_too_large", "4000"},
	} {
		req := httptest.NewRequest("POST", "/v1/reason", io.MultiReader(strings.NewReader(tt.body))) // of unknown length
		req.Header.Set("Content-Encoding", tt.encoding)
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, req)
		if rec.Code != tt.status || tt.status == http.StatusOK && !strings.Contains(rec.Body.String(), answer) {
			t.Errorf("%s: %d %s, want %d", name, rec.Code, rec.Body, tt.status)
			continue
		}
		if tt.status == http.StatusOK {
			continue
		}
		if got := decode[failure](t, rec.Body.Bytes()).Error; got.Code != tt.code ||
			!strings.Contains(got.Message, tt.message) {
			t.Errorf("%s: %+v, want %s about %q", name, got, tt.code, tt.message)
		}
		if got := rec.Header().Get("Accept-Encoding"); (got == "gzip, zstd") != (tt.code == "unsupported_content_encoding") {
			t.Errorf("%s: Accept-Encoding is %q", name, got)
		}
	}
}
