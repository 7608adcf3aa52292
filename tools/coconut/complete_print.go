package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// printer writes tokens as they come: as running text, or one to a line with its candidates.
type printer struct {
	w      io.Writer
	stream *bpe.Stream // nil if the model has no tokenizer for text
	lines  bool
	text   strings.Builder
}

func newPrinter(w io.Writer, model *textModel, lines bool) *printer {
	p := &printer{w: w, lines: lines || model.tokens == nil}
	if model.tokens != nil {
		p.stream = model.tokens.NewStream()
	}
	return p
}

func (p *printer) print(s completionStep) {
	if p.stream != nil {
		p.write(p.stream.Push(s.ID))
	}
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
	if p.stream != nil {
		p.write(p.stream.Flush())
	}
	if !p.lines {
		fmt.Fprintln(p.w)
	}
	return p.text.String()
}
