package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/tools/buildsite/site"
	"github.com/coconut-page/coconut/weights"
)

// target is a file that a command is to write, and what its writing must not cost.
type target struct {
	path string
	// kind is what the command writes, for people, and wrote reports whether a file that is there is one of that kind.
	kind  string
	wrote func(path string) bool
	// data is the command's data file, and model its model's name, if it has one.
	data, model string
}

// check refuses a target whose writing would cost something else: the data file or a file of the model, under whatever
// name, a folder, or a file of another kind. It is called before the work, which may take hours.
func (t target) check() error {
	if t.path == "" {
		return errNoTarget
	}
	out, err := os.Stat(t.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return plainError(err)
	}
	own, err := t.inModel(out)
	if err != nil {
		return plainError(err)
	}
	data, err := t.isData(out)
	switch {
	case err != nil:
		return plainError(err)
	case out.IsDir():
		return fmt.Errorf("--out %s is a folder; want the file to write", t.path)
	case data:
		return fmt.Errorf("--out %s is --data itself, which would be lost; give another file", t.path)
	case own:
		return fmt.Errorf("--out %s is a file of the model %s, which would be lost; give another file", t.path, t.model)
	case out.Mode().IsRegular() && out.Size() == 0:
		return nil
	case !out.Mode().IsRegular() || !t.wrote(t.path):
		return fmt.Errorf("--out %s is there already and no %s; give another file", t.path, t.kind)
	}
	return nil
}

// errNoTarget: --out is empty.
var errNoTarget = errors.New("--out is empty; want the file to write")

// isData reports whether a file is the data file.
func (t target) isData(out fs.FileInfo) (bool, error) {
	if t.data == "" {
		return false, nil
	}
	data, err := os.Stat(t.data)
	return err == nil && os.SameFile(out, data), err
}

// inModel reports whether a file is one of the model's. A model that is not there is told of elsewhere.
func (t target) inModel(out fs.FileInfo) (found bool, err error) {
	if t.model == "" || isAddress(t.model) {
		return false, nil
	}
	dir, err := modelFolder(t.model)
	if err != nil {
		return false, nil
	}
	for _, part := range []string{weights.ManifestName, "chunks", "files"} {
		err := filepath.WalkDir(filepath.Join(dir, part), func(path string, _ fs.DirEntry, err error) error {
			if err == nil {
				var info fs.FileInfo
				info, err = os.Stat(path)
				found = found || err == nil && os.SameFile(info, out)
			}
			return err
		})
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
	}
	return found, nil
}

// isStates reports whether a file is one that coconut states wrote: an NPZ file with its arrays and no others.
func isStates(path string) bool {
	file, err := zip.OpenReader(path)
	if err != nil {
		return false
	}
	defer file.Close()
	var names []string
	for _, f := range file.File {
		names = append(names, f.Name)
	}
	return slices.Equal(names, []string{"hidden.npy", "right.npy", "depth.npy", "question.npy", "answer.npy"})
}

// isGGUF reports whether a file is a GGUF file.
func isGGUF(path string) bool { return begins(path, gguf.Magic) }

// begins reports whether a file begins with a text.
func begins(path, text string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(text))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == text
}

// maxBundle bounds the size of a file that may be a bundle, in bytes.
const maxBundle = 1 << 30

// isBundle reports whether a file is one that coconut bundle wrote.
func isBundle(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Size() > maxBundle || !begins(path, "<") {
		return false
	}
	data, err := os.ReadFile(path)
	return err == nil && site.IsBundle(data)
}
