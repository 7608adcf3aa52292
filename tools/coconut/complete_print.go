package main

import (
	"fmt"
	"io"
	"math"

	"github.com/coconut-page/coconut/completion"
)

// printer writes tokens as they come: as running text, or one to a line with its candidates.
type printer struct {
	w     io.Writer
	lines bool
}

func (p printer) print(t completion.Token) {
	if !p.lines {
		fmt.Fprint(p.w, t.Text)
		return
	}
	if t.ID < 0 {
		return
	}
	fmt.Fprintf(p.w, "%d %q", t.ID, t.Token)
	for _, c := range t.Top {
		fmt.Fprintf(p.w, "  %d %q (%.1f %%, logit %.3f)", c.ID, c.Token, 100*math.Exp(c.LogProb), c.Logit)
	}
	fmt.Fprintln(p.w)
}

// end ends running text.
func (p printer) end() {
	if !p.lines {
		fmt.Fprintln(p.w)
	}
}
