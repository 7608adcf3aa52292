package huggingface

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// File is a file that was handed over, for instance to a web page, instead of a name to find it by.
type File struct {
	Name string
	io.ReaderAt
	Size int64
}

// place is where a model's files are. Printed, it tells people where that is.
type place interface {
	fmt.Stringer
	// open opens a file; the error is fs.ErrNotExist if there is none of that name.
	open(name string) (openFile, error)
	// hint says how else to bring a file that is missing.
	hint() string
}

// openFile is a file that has been opened.
type openFile struct {
	io.ReaderAt
	io.Closer
	size int64
}

// disk is a folder.
type disk string

func (d disk) String() string { return "in " + string(d) }

func (disk) hint() string { return " (coconut import --config FILE)" }

func (d disk) open(name string) (openFile, error) {
	file, err := os.Open(filepath.Join(string(d), name))
	if err != nil {
		return openFile{}, err
	}
	info, err := file.Stat()
	if err != nil {
		return openFile{}, errors.Join(err, file.Close())
	}
	return openFile{file, file, info.Size()}, nil
}

// handed are files that were handed over.
type handed []File

func (handed) String() string { return "among the files" }

func (handed) hint() string { return ", and choose it together with them" }

func (h handed) open(name string) (openFile, error) {
	for _, f := range h {
		if f.Name == name {
			return openFile{f, io.NopCloser(nil), f.Size}, nil
		}
	}
	return openFile{}, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// readSmall reads a file of at most maxFile bytes.
func readSmall(name string, file io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = ErrFile.Errorf("%s has more than %d bytes", name, maxFile)
	}
	return data, err
}
