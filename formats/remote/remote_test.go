package remote

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/internal/toymodel"
)

// site serves files by their paths, over HTTP with ranges, and counts the bytes it sent.
type site struct {
	files map[string][]byte
	sent  int
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	data, ok := s.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(data))
}

// client is a Server by net/http.
type client struct{ site *site }

func (c client) do(method, address, ranges string) (*http.Response, error) {
	req, err := http.NewRequest(method, address, nil)
	if err != nil {
		return nil, err
	}
	if ranges != "" {
		req.Header.Set("Range", ranges)
	}
	resp, err := http.DefaultClient.Do(req)
	if err == nil && resp.StatusCode == http.StatusNotFound {
		resp.Body.Close()
		return nil, ErrNotFound.Errorf("%s", address)
	}
	return resp, err
}

func (c client) Size(address string) (int64, error) {
	resp, err := c.do(http.MethodHead, address, "")
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, resp.Body.Close()
}

func (c client) Read(address string, offset int64, n int) ([]byte, error) {
	resp, err := c.do(http.MethodGet, address, fmt.Sprintf("bytes=%d-%d", offset, offset+int64(n)-1))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	c.site.sent += len(data)
	return data, err
}

// serve serves the toy model as a folder and as a GGUF file.
func serve(t *testing.T) (*site, string) {
	t.Helper()
	same := func(*gguf.File) {}
	files, err := toymodel.HuggingFace(same)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{files: map[string][]byte{}}
	for name, data := range files {
		s.files["/tiny/"+name] = data
	}
	var data bytes.Buffer
	if _, err := toymodel.GGUF(same).WriteTo(&data); err != nil {
		t.Fatal(err)
	}
	s.files["/a b/tiny.gguf"] = data.Bytes()
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, server.URL
}

// TestOpen opens both, by whole and by relative addresses, and checks that all bytes can be read.
func TestOpen(t *testing.T) {
	s, url := serve(t)
	for _, tt := range []struct {
		address string
		names   []string
	}{
		{url + "/tiny", []string{"model.safetensors", "config.json", "tokenizer.json"}},
		{url + "/tiny/", []string{"model.safetensors", "config.json", "tokenizer.json"}},
		{"./tiny", []string{"model.safetensors", "config.json", "tokenizer.json"}},
		{"/a%20b/tiny.gguf?download=true", []string{"tiny.gguf"}},
	} {
		files, err := Open(client{s}, tt.address, url+"/page.html")
		if err != nil {
			t.Errorf("%s: %v", tt.address, err)
			continue
		}
		var names []string
		for _, f := range files {
			names = append(names, f.Name)
			want := s.files["/tiny/"+f.Name]
			if want == nil {
				want = s.files["/a b/"+f.Name]
			}
			if err := iotest.TestReader(io.NewSectionReader(f, 0, f.Size), want); err != nil {
				t.Errorf("%s: %s: %v", tt.address, f.Name, err)
			}
		}
		for _, name := range tt.names {
			if !slices.Contains(names, name) {
				t.Errorf("%s: files %q; want %s among them", tt.address, names, name)
			}
		}
		if _, err := formats.OpenFiles(files); err != nil {
			t.Errorf("%s: %v", tt.address, err)
		}
	}
}

// TestShards splits the weights' name off into an index that names two files.
func TestShards(t *testing.T) {
	s, url := serve(t)
	s.files["/tiny/model-1.safetensors"], s.files["/tiny/model-2.safetensors"] = []byte("one"), []byte("two")
	delete(s.files, "/tiny/model.safetensors")
	for index, want := range map[string]string{
		`{"weight_map": {"a": "model-1.safetensors", "b": "model-2.safetensors", "c": "model-1.safetensors"}}`: "",
		`{"weight_map": {"a": "../secret.safetensors"}}`:                                                       `names a file "../secret.safetensors"`,
		`{"weight_map": {}}`: "names 0 files",
		`nonsense`:           "invalid character",
	} {
		s.files["/tiny/"+indexName] = []byte(index)
		files, err := Open(client{s}, url+"/tiny", url)
		if want != "" {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v; want an error with %q", index, err, want)
			}
			continue
		}
		if err != nil || len(files) < 2 || files[0].Name != "model-1.safetensors" || Download(files) != 6 {
			t.Errorf("%s: %d files, %d bytes to fetch, %v", index, len(files), Download(files), err)
		}
	}
}

// TestOnlySmallFiles checks that the weights are not fetched before they are read.
func TestOnlySmallFiles(t *testing.T) {
	s, url := serve(t)
	s.files["/tiny/model.safetensors"] = make([]byte, 9<<20)
	files, err := Open(client{s}, url+"/tiny", url)
	if err != nil {
		t.Fatal(err)
	}
	rest := 0
	for name, data := range s.files {
		if strings.HasPrefix(name, "/tiny/") && !strings.HasSuffix(name, ".safetensors") {
			rest += len(data)
		}
	}
	if s.sent > rest || Download(files) != 9<<20 {
		t.Errorf("%d bytes were fetched, of small files there are %d; %d are to be fetched", s.sent, rest, Download(files))
	}
	before := s.sent
	for at := int64(0); at < 1<<20; at += 1 << 10 {
		if _, err := files[0].ReadAt(make([]byte, 100), at); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.sent - before; got != blockSize {
		t.Errorf("a thousand small reads fetched %d bytes, want one block", got)
	}
}

func TestErrors(t *testing.T) {
	s, url := serve(t)
	huge := maps.Clone(s.files)
	for address, want := range map[string]error{
		"": ErrAddress, "not an address": ErrAddress, "ftp://example.org/model": ErrAddress, "https://": ErrAddress,
		url + "/nothing": ErrNotFound, url + "/nothing.gguf": ErrNotFound, "file:///etc/passwd": ErrAddress,
		"javascript:alert(1)": ErrAddress,
	} {
		if _, err := Open(client{s}, address, url); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", address, err, want)
		}
	}
	huge["/tiny/tokenizer.json"] = make([]byte, maxSmall+1)
	s.files = huge
	if _, err := Open(client{s}, url+"/tiny", url); err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("a huge tokenizer.json: %v", err)
	}
}

func TestHub(t *testing.T) {
	for address, want := range map[string]string{
		"HuggingFaceTB/SmolLM2-135M":        hub + "HuggingFaceTB/SmolLM2-135M/resolve/main/",
		" a/b@v1.0 ":                        hub + "a/b/resolve/v1.0/",
		"hf:a/b":                            hub + "a/b/resolve/main/",
		"a/b@refs/pr/1":                     hub + "a/b/resolve/refs/pr/1/",
		"https://huggingface.co/a/b":        "https://huggingface.co/a/b/resolve/main/",
		"https://huggingface.co/a/b/tree/x": "https://huggingface.co/a/b/resolve/x/",
	} {
		if p, err := locate(address, "https://example.org/"); err != nil || p.folder != want {
			t.Errorf("%s: %+v, %v; want %s", address, p, err, want)
		}
	}
}

func FuzzLocate(f *testing.F) {
	for _, address := range []string{"a/b", "https://example.org/a/b.gguf", "./x", "//host/x", "a/b@c"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		p, err := locate(address, "https://example.org/page/")
		if err != nil {
			return
		}
		if !strings.HasPrefix(p.folder, "https://") && !strings.HasPrefix(p.folder, "http://") ||
			!strings.HasSuffix(p.folder, "/") || strings.Contains(p.file, "/") {
			t.Errorf("%q: %+v", address, p)
		}
	})
}
