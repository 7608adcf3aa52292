// Package jsonlist reads and writes the official data files of all tasks: one JSON list of items, with memory bounded
// by its limits.
package jsonlist

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/coconut-page/coconut/tasks/bom"
)

// ErrMissing is what a task reports about a missing field.
var ErrMissing = errors.New("missing")

// Limits bound what Read accepts, in bytes: the whole file, and any single item.
type Limits struct{ File, Item int }

// Read decodes a list item by item, in UTF-8 or whatever else package bom reads. each gets every item's number, counted
// from 0, and the decoded item, or the decoder's error; if it returns an error, Read ends and returns it unchanged.
// Errors about the list itself wrap bad.
func Read[Raw any](r io.Reader, limits Limits, bad error, each func(index int, raw *Raw, err error) error) error {
	budget := &budgetReader{r: bom.NewReader(r), limits: limits, file: limits.File, item: limits.Item}
	dec := json.NewDecoder(budget)
	if err := expect(dec, '['); err != nil {
		return fmt.Errorf("%w: %w", bad, err)
	}
	n := 0
	for ; dec.More(); n++ {
		budget.item = limits.Item
		var raw Raw
		err := dec.Decode(&raw)
		if err := each(n, &raw, err); err != nil {
			return err
		}
	}
	if err := expect(dec, ']'); err != nil {
		return fmt.Errorf("%w: after item %d: %w", bad, n-1, err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows the list", bad)
	}
	return nil
}

// expect reads one delimiter.
func expect(dec *json.Decoder, want json.Delim) error {
	token, err := dec.Token()
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		return err
	}
	if token != want {
		return fmt.Errorf("%v instead of a list's %v", token, want)
	}
	return nil
}

// budgetReader fails once the file, or the item being decoded, is too long.
type budgetReader struct {
	r          io.Reader
	limits     Limits
	file, item int // bytes left
}

func (b *budgetReader) Read(p []byte) (int, error) {
	if b.file <= 0 {
		return 0, fmt.Errorf("longer than %d bytes", b.limits.File)
	}
	if b.item <= 0 {
		return 0, fmt.Errorf("an item longer than %d bytes", b.limits.Item)
	}
	n, err := b.r.Read(p[:min(len(p), b.file, b.item)])
	b.file, b.item = b.file-n, b.item-n
	return n, err
}

// Write writes items as a list, one per line.
func Write[T any](w io.Writer, items []T) error {
	b := bufio.NewWriter(w)
	b.WriteByte('[')
	for i := range items {
		if i > 0 {
			b.WriteString(",\n")
		}
		data, err := json.Marshal(&items[i])
		if err != nil {
			return err
		}
		b.Write(data) // an error is kept and returned by Flush
	}
	b.WriteString("]\n")
	return b.Flush()
}
