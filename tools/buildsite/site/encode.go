package site

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/andybalholm/brotli"
)

// EncodingsFile lists the compressed forms of a site's files. It is not part of the page.
const EncodingsFile = "_encodings.json"

// DefaultQuality is brotli's quality for the compressed forms. On the program (7 MB) 9 takes less than a second and 11
// takes twenty, for 13 % less.
const DefaultQuality = 9

// brotliWindow is brotli's window in bits, the largest of RFC 7932: the program is larger than the usual one.
const brotliWindow = 24

// Encodings are the compressed forms that a site's files come in, by the names of Content-Encoding, the smallest first.
var Encodings = []string{"br", "gzip"}

// suffixes are appended to a file's name for its compressed forms: nginx, Caddy and others look for these.
var suffixes = map[string]string{"br": ".br", "gzip": ".gz"}

// compressible are the kinds of files that compression makes smaller. Chunks of models are compressed already.
var compressible = []string{".html", ".css", ".js", ".json", ".svg", ".txt", ".wasm", ".webmanifest", ".md"}

// Encoded are the compressed forms of a site's files.
type Encoded struct {
	// MadeBy names the compressors, with everything that determines their output.
	MadeBy string `json:"made_by"`
	// Files are the files that have compressed forms, by their paths within the site.
	Files map[string]EncodedFile `json:"files"`
}

// EncodedFile identifies the content that a file's compressed forms were made from, and the forms.
type EncodedFile struct {
	// SHA256 is the file's own, in hexadecimal: the forms are only valid for this content.
	SHA256 string `json:"sha256"`
	// Forms has the SHA-256 of each form, by its encoding. Encodings that would not make the file smaller are absent.
	Forms map[string]string `json:"forms"`
}

// EncodedName returns the name of a file's compressed form.
func EncodedName(name, encoding string) string { return name + suffixes[encoding] }

// ReadEncoded reads the list of a site's compressed forms. A site without a list has no compressed forms.
func ReadEncoded(site fs.FS) (*Encoded, error) {
	data, err := fs.ReadFile(site, EncodingsFile)
	if errors.Is(err, fs.ErrNotExist) {
		return &Encoded{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	e := &Encoded{}
	if err := json.Unmarshal(data, e); err != nil {
		return nil, fmt.Errorf("site: %s: %w", EncodingsFile, err)
	}
	return e, nil
}

// encoder writes the compressed forms of a site being built.
type encoder struct {
	dir, older string // the site, and an older one
	quality    int
	was, is    Encoded
	made       int // forms that were compressed now, not copied from the older site
}

// Encode compresses the files of the site in dir, with brotli at a quality from 1 to 11, and lists the compressed
// forms. It copies forms of the same content by the same compressors from the site in older. It returns how many forms
// it had to make.
func Encode(ctx context.Context, dir, older string, quality int) (made int, err error) {
	e := &encoder{dir: dir, older: older, quality: quality}
	e.is = Encoded{MadeBy: compressors(quality), Files: map[string]EncodedFile{}}
	if was, err := ReadEncoded(os.DirFS(older)); err == nil && was.MadeBy == e.is.MadeBy {
		e.was = *was // otherwise everything is made anew
	}
	err = fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return fmt.Errorf("site: %w", err)
		}
		if d.IsDir() || strings.HasPrefix(d.Name(), "_") || !slices.Contains(compressible, path.Ext(name)) {
			return nil
		}
		return e.file(name)
	})
	if err != nil {
		return 0, err
	}
	return e.made, writeJSON(filepath.Join(dir, EncodingsFile), e.is)
}

// file makes the forms of one file.
func (e *encoder) file(name string) error {
	data, err := os.ReadFile(filepath.Join(e.dir, name))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	f := EncodedFile{SHA256: sum(data), Forms: map[string]string{}}
	for _, encoding := range Encodings {
		form, found := e.fromOlder(name, encoding, f.SHA256)
		if !found {
			if form, err = compress(data, encoding, e.quality); err != nil {
				return fmt.Errorf("site: %s: %w", name, err)
			}
		}
		if len(form) >= len(data) {
			continue
		}
		if !found {
			e.made++
		}
		f.Forms[encoding] = sum(form)
		if err := writeFile(filepath.Join(e.dir, EncodedName(name, encoding)), form); err != nil {
			return err
		}
	}
	e.is.Files[name] = f
	return nil
}

// fromOlder returns a file's form in the older site, if it was made from the same content and has not changed since.
func (e *encoder) fromOlder(name, encoding, content string) ([]byte, bool) {
	f, listed := e.was.Files[name]
	want, has := f.Forms[encoding]
	if !listed || !has || f.SHA256 != content {
		return nil, false
	}
	form, err := os.ReadFile(filepath.Join(e.older, EncodedName(name, encoding)))
	return form, err == nil && sum(form) == want
}

func sum(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// compress returns data in an encoding.
func compress(data []byte, encoding string, quality int) ([]byte, error) {
	var out bytes.Buffer
	var w io.WriteCloser
	switch encoding {
	case "br":
		w = brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: quality, LGWin: brotliWindow})
	default:
		gz, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			return nil, err
		}
		w = gz
	}
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// compressors returns the names and versions of the programs that compress uses.
func compressors(quality int) string {
	version := "of an unknown version"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == "github.com/andybalholm/brotli" {
				version = m.Version
			}
		}
	}
	return fmt.Sprintf("brotli %s, quality %d, window %d; gzip of %s, level %d",
		version, quality, brotliWindow, runtime.Version(), gzip.BestCompression)
}

// isForm reports whether a file of a site is a compressed form of another, or the list of them. A model's gzip chunks
// are neither: there is nothing but their hash before their suffix.
func isForm(name string) bool {
	ext := path.Ext(name)
	return name == EncodingsFile || ext == ".br" ||
		ext == ".gz" && slices.Contains(compressible, path.Ext(strings.TrimSuffix(name, ext)))
}
