package main

import (
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path"
	"strings"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// siteTypes are set by hand because a machine's own table may lack WebAssembly's, and browsers only compile while
// downloading if it is right.
var siteTypes = map[string]string{".wasm": "application/wasm", ".js": "text/javascript; charset=utf-8",
	".zst": "application/octet-stream", ".gz": "application/octet-stream", ".txt": "text/plain; charset=utf-8"}

// siteHandler serves the static files of a folder, and nothing outside it, whatever links or addresses say. It does not
// list folders, and answers 404 for hidden files. Pages of ancestors, as site.FrameAncestors returns them, may frame
// it. Other headers are sent, too.
func siteHandler(dir, ancestors string, others ...site.Header) (http.Handler, error) {
	headers, err := site.Headers(dir, ancestors)
	if err != nil {
		return nil, err
	}
	headers = append(headers, others...)
	var forms encodings
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, h := range headers {
			w.Header().Set(h.Name, h.Value)
		}
		w.Header().Set("Cache-Control", "no-cache") // revalidate, so that a rebuilt site shows at once
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, fmt.Sprintf("the method %s is not allowed here", r.Method), http.StatusMethodNotAllowed)
			return
		}
		root, err := os.OpenRoot(dir) // opened each time: a rebuilt site is another folder of the same name
		if err != nil {
			http.Error(w, "the site is missing", http.StatusServiceUnavailable)
			return
		}
		defer root.Close()
		if !forms.serve(w, r, root.FS()) {
			http.FileServerFS(siteFS{root.FS()}).ServeHTTP(w, r)
		}
	}), nil
}

// siteFS hides everything that is not a page or file of the site.
type siteFS struct{ fs.FS }

// Open implements fs.FS.
func (s siteFS) Open(name string) (fs.File, error) {
	for part := range strings.SplitSeq(name, "/") {
		if part != "." && (strings.HasPrefix(part, ".") || strings.HasPrefix(part, "_")) {
			return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
		}
	}
	f, err := s.FS.Open(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist} // also for a link that leads out of the folder
	}
	if info, err := f.Stat(); err != nil || info.Mode().IsRegular() || info.IsDir() && s.hasIndex(name) {
		return f, err
	}
	f.Close()
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (s siteFS) hasIndex(dir string) bool {
	info, err := fs.Stat(s.FS, path.Join(dir, "index.html"))
	return err == nil && info.Mode().IsRegular()
}
