package main

import (
	"archive/tar"
	"archive/zip"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/coconut-page/coconut/internal/wholefile"
)

// file is a file of an archive: its name there, and where it comes from.
type file struct {
	name, from string
	program    bool // it may be executed
}

// mode is what everybody may do with the file; that of the source depends on who checked it out.
func (f file) mode() int64 {
	if f.program {
		return 0o755
	}
	return 0o644
}

// writeArchive writes an archive in which all files are below folder, have the same time and no owner, and are sorted
// by name: nothing in it depends on this machine. write is writeZip or writeTarGz.
func writeArchive(to, folder string, when time.Time, files []file,
	write func(w io.Writer, when time.Time, files []file) error) error {
	placed := make([]file, len(files))
	for i, f := range files {
		f.name = path.Join(folder, f.name)
		placed[i] = f
	}
	slices.SortFunc(placed, func(a, b file) int { return strings.Compare(a.name, b.name) })
	_, err := wholefile.Write(to, func(w io.Writer) error { return write(w, when, placed) })
	if err != nil {
		return fmt.Errorf("release: %s: %w", path.Base(to), err)
	}
	return nil
}

// writeTarGz is an archive for Unix.
func writeTarGz(w io.Writer, when time.Time, files []file) error {
	zipped, err := gzip.NewWriterLevel(w, gzip.BestCompression) // its header has no name and no time
	if err != nil {
		return err
	}
	archive := tar.NewWriter(zipped)
	for _, f := range files {
		info, err := os.Stat(f.from)
		if err != nil {
			return err
		}
		head := &tar.Header{Typeflag: tar.TypeReg, Name: f.name, Size: info.Size(), Mode: f.mode(), ModTime: when,
			Format: tar.FormatUSTAR}
		if err := archive.WriteHeader(head); err != nil {
			return err
		}
		if err := copyFrom(archive, f.from); err != nil {
			return err
		}
	}
	return errors.Join(archive.Close(), zipped.Close())
}

// writeZip is an archive for Windows.
func writeZip(w io.Writer, when time.Time, files []file) error {
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(w, flate.BestCompression)
	})
	for _, f := range files {
		head := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: when}
		head.SetMode(os.FileMode(f.mode()))
		to, err := archive.CreateHeader(head)
		if err != nil {
			return err
		}
		if err := copyFrom(to, f.from); err != nil {
			return err
		}
	}
	return archive.Close()
}

func copyFrom(w io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}
