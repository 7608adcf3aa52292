package main

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// encodings chooses which form of the site's files to send: unchanged, or compressed when the site was built. Each form
// has its own strong ETag, derived from the file's content, so that a cache never confuses them.
type encodings struct {
	sums  memo[string]
	lists memo[*site.Encoded]
}

// serve answers a request that should get a compressed form. Otherwise it sets the headers for the uncompressed file,
// and returns false. root is the site's folder.
func (e *encodings) serve(w http.ResponseWriter, r *http.Request, root fs.FS) bool {
	files := siteFS{root}
	name := siteFile(r.URL.Path)
	info, err := fs.Stat(files, name)
	if name == "" || err != nil || !info.Mode().IsRegular() {
		return false // a folder, a redirect, or nothing: net/http's file server handles it
	}
	setType(w.Header(), name)
	sum, err := e.sums.of(files, name, contentSum)
	if err != nil {
		return false
	}
	w.Header().Set("Etag", etag(sum, ""))
	forms := e.forms(root, name, sum)
	if len(forms) == 0 {
		return false
	}
	w.Header().Add("Vary", "Accept-Encoding")
	if !wholeFile(r) || w.Header().Get("Content-Type") == "" {
		return false
	}
	encoding := negotiate(r.Header.Values("Accept-Encoding"), forms)
	return encoding != "" && sendForm(w, r, files, name, sum, encoding, info.ModTime())
}

// forms returns the encodings in which the site has a file of this content.
func (e *encodings) forms(root fs.FS, name, sum string) (all []string) {
	read := func(fs.File) (*site.Encoded, error) { return site.ReadEncoded(root) }
	list, err := e.lists.of(root, site.EncodingsFile, read)
	if err != nil {
		return nil // a site without compressed forms
	}
	f, ok := list.Files[name]
	if !ok || f.SHA256 != sum { // the file was changed by hand after the site was built
		return nil
	}
	for _, encoding := range site.Encodings {
		if f.Forms[encoding] != "" {
			all = append(all, encoding)
		}
	}
	return all
}

// sendForm sends a compressed form; if it cannot be read it sends nothing and returns false.
func sendForm(w http.ResponseWriter, r *http.Request, files fs.FS, name, sum, encoding string, changed time.Time) bool {
	f, err := files.Open(site.EncodedName(name, encoding))
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	content, seeks := f.(io.ReadSeeker)
	if err != nil || !seeks {
		return false
	}
	h := w.Header()
	h.Set("Content-Encoding", encoding)
	h.Set("Content-Length", strconv.FormatInt(info.Size(), 10)) // net/http sets none where there is an encoding
	h.Set("Etag", etag(sum, encoding))
	http.ServeContent(w, r, "", changed, content)
	return true
}

// wholeFile reports whether a request is unconditional and for a whole file. Ranges refer to the uncompressed file, so
// that a download can continue from a server that compresses to one that does not; and a request conditional on an ETag
// or a time refers to that form.
func wholeFile(r *http.Request) bool {
	for _, name := range []string{"Range", "If-Match", "If-Unmodified-Since"} {
		if r.Header.Get(name) != "" {
			return false
		}
	}
	return true
}

// siteFile returns the file that an address stands for, "" if the address should be redirected.
func siteFile(address string) string {
	clean := path.Clean("/" + address)
	switch {
	case path.Base(clean) == "index.html":
		return ""
	case clean == address && address != "/":
		return clean[1:]
	case strings.TrimSuffix(address, "/") == strings.TrimSuffix(clean, "/"):
		return path.Join(clean, "index.html")[1:]
	}
	return ""
}

// setType sets the Content-Type according to a file's name.
func setType(h http.Header, name string) {
	ext := path.Ext(name)
	if t, ok := siteTypes[ext]; ok {
		h.Set("Content-Type", t)
	} else if t := mime.TypeByExtension(ext); t != "" {
		h.Set("Content-Type", t)
	}
}

// etag returns the strong ETag of a form of a file.
func etag(sum, encoding string) string {
	if encoding != "" {
		encoding = "-" + encoding
	}
	return `"` + sum[:32] + encoding + `"`
}

// contentSum returns the SHA-256 of a file, in hexadecimal.
func contentSum(f fs.File) (string, error) {
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// negotiate returns which of the offered encodings a client wants most, by its Accept-Encoding headers (RFC 9110,
// 12.5.3): "" for none. Of equally wanted ones it returns the first. Nobody gets a 406: a client that refuses every
// form gets the uncompressed file.
func negotiate(accepted, offered []string) string {
	weights := acceptedEncodings(accepted)
	weight := func(encoding string) float64 {
		if q, ok := weights[encoding]; ok {
			return q
		}
		return weights["*"]
	}
	best, most := "", 0.0
	if q, ok := weights["identity"]; ok {
		most = q
	}
	for _, encoding := range offered {
		if q := weight(encoding); q > most || q == most && q > 0 && best == "" {
			best, most = encoding, q
		}
	}
	return best
}

// acceptedEncodings returns the weights in Accept-Encoding headers, by encoding in lower case. A malformed weight
// counts as 0.
func acceptedEncodings(headers []string) map[string]float64 {
	weights := map[string]float64{}
	for part := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		name, parameters, weighted := strings.Cut(strings.ToLower(strings.TrimSpace(part)), ";")
		name = strings.TrimSpace(name)
		if name == "x-gzip" { // RFC 9110, 8.4.1.3
			name = "gzip"
		}
		q := 1.0
		if weighted {
			text, ok := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
			value, err := strconv.ParseFloat(text, 64)
			if q = value; !ok || err != nil || !(value >= 0 && value <= 1) {
				q = 0
			}
		}
		if name != "" {
			weights[name] = q
		}
	}
	return weights
}

// memo caches what was computed from files, for each until it changes.
type memo[T any] struct {
	mu    sync.Mutex
	known map[string]memoized[T]
}

type memoized[T any] struct {
	size    int64
	changed time.Time
	value   T
}

// of returns what compute makes of a file. Only existing files are cached, so that strangers cannot fill the memory.
func (m *memo[T]) of(files fs.FS, name string, compute func(fs.File) (T, error)) (T, error) {
	var none T
	f, err := files.Open(name)
	if err != nil {
		return none, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return none, err
	}
	m.mu.Lock()
	was, ok := m.known[name]
	m.mu.Unlock()
	if ok && was.size == info.Size() && was.changed.Equal(info.ModTime()) {
		return was.value, nil
	}
	value, err := compute(f)
	if err != nil {
		return none, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]memoized[T]{}
	}
	m.known[name] = memoized[T]{info.Size(), info.ModTime(), value}
	return value, nil
}
