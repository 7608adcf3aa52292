package site

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
)

// workerFile is the service worker, which caches all files of the page except itself.
const workerFile = "sw.js"

// WriteServiceWorker writes the service worker of the site in dir, for the files that are there now; root is the
// repository. Build calls it last. Call it again after changing a file of a finished site, or visitors do not get the
// change.
func WriteServiceWorker(dir, root string) error {
	source, err := os.ReadFile(filepath.Join(root, "wasm", "app", workerFile))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	files, err := shellFiles(dir)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	list, err := json.MarshalIndent(files, "", "  ") // sorted by name: the same files make the same text
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	version := sha256.Sum256(append(list, source...))
	head := fmt.Sprintf("'use strict';\n\nconst VERSION = '%s';\nconst FILES = %s;\n\n", hex.EncodeToString(version[:8]),
		list)
	return writeFile(filepath.Join(dir, workerFile), append([]byte(head), Compact(workerFile, source)...))
}

// shellFiles returns the addresses of the files to keep, each with its hash in the form of a request's integrity
// option.
func shellFiles(dir string) (map[string]string, error) {
	files := map[string]string{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !inShell(name) {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		files[address(name)] = Integrity(data)
		return err
	})
	return files, err
}

// Integrity returns the hash of a file in the form of a request's integrity option, and of a source in a
// Content-Security-Policy.
func Integrity(data []byte) string {
	sum := sha256.Sum256(data)
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}

// inShell reports whether a file is part of the page. Of the models only their manifests are: the files that these name
// are addressed by content, so they fit no other version, and the program caches them when it uses them.
func inShell(name string) bool {
	if name == "models/"+modelList {
		return true
	}
	if ok, _ := path.Match("models/*/*", name); ok {
		return path.Base(name) == "manifest.json"
	}
	ok, _ := path.Match("*", name)
	return ok && name != workerFile && name != headersFile && name != cardFile && !isForm(name)
}

// address returns a file's address relative to the page. The page itself is its folder: many servers answer
// "index.html" with a redirect to that, and a browser does not accept a redirected response from a cache as a page.
func address(name string) string {
	if name == "index.html" {
		return "./"
	}
	return (&url.URL{Path: name}).String()
}
