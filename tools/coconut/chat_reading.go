package main

import (
	"fmt"
	"io"
	"os"
)

// reading shows how much of a long prompt has been read, where a person watches.
type reading struct {
	w     io.Writer
	shown bool
}

// unhurried is how many tokens are read without a word.
const unhurried = 256

// show writes the progress over itself.
func (r *reading) show(read, total int) {
	if total-read < unhurried && !r.shown || !isTerminal(r.w) {
		return
	}
	r.shown = true
	fmt.Fprintf(r.w, "\rreading %d of %d tokens", read, total)
}

// clear removes the progress.
func (r *reading) clear() {
	if r.shown {
		fmt.Fprint(r.w, "\r\x1b[K")
		r.shown = false
	}
}

// isTerminal reports whether a person reads what is written.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
