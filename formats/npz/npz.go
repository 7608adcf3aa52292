// Package npz writes arrays for NumPy: a zip file of .npy files (NumPy's format specification, version 1.0), which
// numpy.load reads.
package npz

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"time"
)

// ErrShape is wrapped by errors about values that do not fill their shape.
var ErrShape = errors.New("npz: bad shape")

// Writer writes a file of arrays. Close ends it.
type Writer struct{ zip *zip.Writer }

// NewWriter writes to w.
func NewWriter(w io.Writer) *Writer { return &Writer{zip.NewWriter(w)} }

// Close writes the list of arrays, without which the file cannot be read. It does not close the underlying writer.
func (w *Writer) Close() error {
	if err := w.zip.Close(); err != nil {
		return fmt.Errorf("npz: %w", err)
	}
	return nil
}

// Floats adds an array of float32, in C order.
func (w *Writer) Floats(name string, values []float32, shape ...int) error {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return w.add(name, "<f4", data, len(values), shape)
}

// Ints adds an array of int32.
func (w *Writer) Ints(name string, values []int32, shape ...int) error {
	data := make([]byte, 0, 4*len(values))
	for _, v := range values {
		data = binary.LittleEndian.AppendUint32(data, uint32(v))
	}
	return w.add(name, "<i4", data, len(values), shape)
}

// Bools adds an array of truth values.
func (w *Writer) Bools(name string, values []bool, shape ...int) error {
	data := make([]byte, len(values))
	for i, v := range values {
		if v {
			data[i] = 1
		}
	}
	return w.add(name, "|b1", data, len(values), shape)
}

// Texts adds a list of texts as UTF-8 bytes of equal length, padded with zeros: numpy.char.decode makes strings of it.
func (w *Writer) Texts(name string, values []string) error {
	longest := 1
	for _, v := range values {
		longest = max(longest, len(v))
	}
	data := make([]byte, 0, longest*len(values))
	for _, v := range values {
		data = append(append(data, v...), make([]byte, longest-len(v))...)
	}
	return w.add(name, fmt.Sprintf("|S%d", longest), data, len(values), []int{len(values)})
}

// add writes an array of count values.
func (w *Writer) add(name, dtype string, data []byte, count int, shape []int) error {
	size, sizes := 1, make([]string, len(shape))
	for i, n := range shape {
		size *= n
		sizes[i] = fmt.Sprint(n) + ","
	}
	if size != count || len(shape) == 0 {
		return fmt.Errorf("%w: %s has %d values, and the shape %v", ErrShape, name, count, shape)
	}
	header := fmt.Sprintf("{'descr': '%s', 'fortran_order': False, 'shape': (%s), }", dtype, strings.Join(sizes, " "))
	const before = 10 // magic, version and length
	pad := (64 - (before+len(header)+1)%64) % 64
	header += strings.Repeat(" ", pad) + "\n"
	var b bytes.Buffer
	b.WriteString("\x93NUMPY\x01\x00")
	b.Write(binary.LittleEndian.AppendUint16(nil, uint16(len(header))))
	b.WriteString(header)
	b.Write(data)
	// The time is fixed, so that the same arrays make the same file.
	f, err := w.zip.CreateHeader(&zip.FileHeader{Name: name + ".npy", Method: zip.Deflate,
		Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err == nil {
		_, err = f.Write(b.Bytes())
	}
	if err != nil {
		return fmt.Errorf("npz: %s: %w", name, err)
	}
	return nil
}
