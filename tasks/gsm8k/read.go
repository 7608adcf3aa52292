package gsm8k

import (
	"bufio"
	"bytes"
	"fmt"
	"io"

	"github.com/coconut-page/coconut/tasks/bom"
	"github.com/coconut-page/coconut/tasks/internal/jsonlist"
)

// Bounds of what ReadItems takes. GSM8k-Aug, the largest file of the kind, has 385,620 problems of some 300 bytes; the
// longest of the official ones has 1,689.
const (
	maxFile  = 256 << 20 // bytes
	maxItem  = 64 << 10  // bytes
	maxItems = 2 << 20
)

// ReadItems reads a data file in any of the three forms, in UTF-8 or whatever else package bom reads. Errors wrap
// ErrItem and name the line, counted from 1, or in a JSON list the item, counted from 0, and the field.
//
// Memory is bounded: it reads at most 256 MiB, two million items, and 64 KiB per item.
func ReadItems(r io.Reader) ([]Item, error) { return readItems(r, limits{maxFile, maxItem, maxItems}) }

// limits are the bounds of one call, which a test makes smaller.
type limits struct{ file, item, items int }

// readItems chooses the form by the first character: a list is Coconut's, an object begins the official form, and
// anything else is text.
func readItems(r io.Reader, most limits) ([]Item, error) {
	b := bufio.NewReader(bom.NewReader(r))
	first, err := skipSpace(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrItem, err)
	}
	c := &collector{items: []Item{}, most: most.items}
	switch first {
	case '[':
		err = readList(b, most, c)
	case '{':
		err = readLines(b, most, func(line []byte) (Item, error) { return parseRecord(line) }, c)
	default:
		err = readLines(b, most, func(line []byte) (Item, error) { return parseText(string(line)) }, c)
	}
	if err != nil {
		return nil, err
	}
	return c.items, nil
}

// skipSpace returns the first character that is not white space, without taking it; 0 if there is none. Lines before
// it count: white space is only looked past.
func skipSpace(b *bufio.Reader) (byte, error) {
	for n := 1; n <= b.Size(); n++ {
		head, err := b.Peek(n)
		if len(head) < n {
			if err == io.EOF {
				err = nil
			}
			return 0, err
		}
		if !bytes.ContainsRune([]byte(" \t\r\n"), rune(head[n-1])) {
			return head[n-1], nil
		}
	}
	return 0, fmt.Errorf("it begins with %d characters of white space", b.Size())
}

// collector collects items.
type collector struct {
	items []Item
	most  int
}

// add adds an item, or says where its error is.
func (c *collector) add(it Item, err error, kind string, number int) error {
	if err == nil && len(c.items) == c.most {
		err = fmt.Errorf("more than %d items", c.most)
	}
	if err != nil {
		return fmt.Errorf("%w: %s %d: %w", ErrItem, kind, number, err)
	}
	c.items = append(c.items, it)
	return nil
}

// readList reads a JSON list of records.
func readList(r io.Reader, most limits, c *collector) error {
	return jsonlist.Read(r, jsonlist.Limits{File: most.file, Item: most.item}, ErrItem,
		func(index int, raw *record, err error) error {
			var it Item
			if err == nil {
				it, err = raw.item()
			}
			return c.add(it, err, "item", index)
		})
}

// readLines reads one item a line; empty lines are skipped.
func readLines(r io.Reader, most limits, parse func(line []byte) (Item, error), c *collector) error {
	lines, size, number := bufio.NewScanner(r), 0, 0
	lines.Buffer(nil, most.item)
	for lines.Scan() {
		line := bytes.TrimRight(lines.Bytes(), "\r")
		number++
		if size += len(line) + 1; size > most.file {
			return fmt.Errorf("%w: line %d: longer than %d bytes", ErrItem, number, most.file)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		it, err := parse(line)
		if err := c.add(it, err, "line", number); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		if err == bufio.ErrTooLong {
			err = fmt.Errorf("longer than %d bytes", most.item)
		}
		return fmt.Errorf("%w: line %d: %w", ErrItem, number+1, err)
	}
	return nil
}
