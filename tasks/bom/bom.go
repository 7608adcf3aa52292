// Package bom reads text in the encodings that Windows writes: UTF-8 with a byte order mark, and UTF-16, as
// PowerShell's > does.
package bom

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// NewReader returns a reader of r's text as UTF-8 without a byte order mark. UTF-16 is recognized by its mark, or,
// since the texts read here begin with an ASCII character, by a first or second byte of 0. Anything else is passed on
// unchanged, without reading ahead. Half a character at the end, or a lone surrogate, becomes U+FFFD.
func NewReader(r io.Reader) io.Reader { return &reader{src: r} }

type reader struct {
	src     io.Reader
	begun   bool
	wide    bool // UTF-16
	order   [2]int
	pending rune   // a character that was read while looking for a low surrogate; -1 for none
	rest    []byte // the rest of the last character, in UTF-8, that did not fit
}

// Read implements io.Reader.
func (r *reader) Read(p []byte) (int, error) {
	if !r.begun {
		if err := r.begin(); err != nil {
			return 0, err
		}
	}
	if !r.wide {
		return r.src.Read(p)
	}
	n := 0
	for n < len(p) {
		if len(r.rest) == 0 {
			c, err := r.next()
			if err != nil {
				if n > 0 && errors.Is(err, io.EOF) {
					err = nil // the source returns it again
				}
				return n, err
			}
			r.rest = utf8.AppendRune(r.rest, c)
		}
		m := copy(p[n:], r.rest)
		n, r.rest = n+m, r.rest[m:]
	}
	return n, nil
}

// begin examines the first bytes, and skips a mark.
func (r *reader) begin() error {
	head := make([]byte, 3)
	n, err := io.ReadFull(r.src, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	head = head[:n]
	r.begun, r.pending = true, -1
	at := func(i int) int {
		if i < len(head) {
			return int(head[i])
		}
		return -1
	}
	mark := 0
	switch a, b := at(0), at(1); {
	case a == 0xEF && b == 0xBB && at(2) == 0xBF:
		mark = 3
	case a == 0xFF && b == 0xFE:
		mark, r.wide, r.order = 2, true, [2]int{1, 0}
	case a == 0xFE && b == 0xFF:
		mark, r.wide, r.order = 2, true, [2]int{0, 1}
	case a > 0 && b == 0:
		r.wide, r.order = true, [2]int{1, 0}
	case a == 0 && b > 0:
		r.wide, r.order = true, [2]int{0, 1}
	}
	r.src = io.MultiReader(bytes.NewReader(head[mark:]), r.src)
	if r.wide {
		r.src = bufio.NewReader(r.src)
	}
	return nil
}

// next reads one character of UTF-16.
func (r *reader) next() (rune, error) {
	c := r.pending
	if r.pending = -1; c < 0 {
		var err error
		if c, err = r.unit(); err != nil {
			return 0, err
		}
	}
	if !utf16.IsSurrogate(c) {
		return c, nil
	}
	low, err := r.unit()
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	both := utf16.DecodeRune(c, low)
	if err == nil && both == utf8.RuneError {
		r.pending = low
	}
	return both, nil
}

// unit reads 16 bits; a single byte at the end is U+FFFD.
func (r *reader) unit() (rune, error) {
	var two [2]byte
	if _, err := io.ReadFull(r.src, two[:]); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return utf8.RuneError, nil
		}
		return 0, err
	}
	return rune(two[r.order[0]])<<8 | rune(two[r.order[1]]), nil
}
