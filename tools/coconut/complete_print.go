package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// printer writes tokens as they come: as running text, or one to a line with its candidates.
type printer struct {
	w     io.Writer
	push  func(id int) string
	flush func() string
	lines bool
	text  strings.Builder
}

func newPrinter(w io.Writer, model *textModel, lines bool) *printer {
	p := &printer{w: w, lines: lines || model.tokens == nil, flush: func() string { return "" }}
	switch t := model.tokens.(type) {
	case *bpe.Tokenizer: // a character may be split over tokens
		stream := t.NewStream()
		p.push, p.flush = stream.Push, stream.Flush
	case nil:
		p.push = func(int) string { return "" }
	default:
		p.push = func(id int) string { return t.Token(id) + " " }
	}
	return p
}

func (p *printer) print(s completionStep) {
	p.write(p.push(s.ID))
	if !p.lines {
		return
	}
	fmt.Fprintf(p.w, "%d %q", s.ID, s.Token)
	for _, t := range s.Top {
		fmt.Fprintf(p.w, "  %d %q (%.1f %%, logit %.3f)", t.ID, t.Token, 100*t.Probability, t.Logit)
	}
	fmt.Fprintln(p.w)
}

// write adds to the text.
func (p *printer) write(text string) {
	p.text.WriteString(text)
	if !p.lines {
		fmt.Fprint(p.w, text)
	}
}

// end writes what is left and returns the whole text.
func (p *printer) end() string {
	p.write(p.flush())
	if !p.lines {
		fmt.Fprintln(p.w)
	}
	return p.text.String()
}
