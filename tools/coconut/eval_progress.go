package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/coconut-page/coconut/analysis/accuracy"
)

// evalProgress shows how far a measurement has come: a bar on a terminal, elsewhere, for instance in a log, a line a
// minute.
type evalProgress struct {
	bar                *progressbar.ProgressBar
	to                 io.Writer
	done, right, total int
	line               time.Time // when the last one was written
}

func newEvalProgress(total int, to io.Writer) *evalProgress {
	return &evalProgress{to: to, total: total, line: time.Now(),
		bar: newBar(int64(total), to, progressbar.OptionSetDescription("questions"), progressbar.OptionShowCount(),
			progressbar.OptionSetPredictTime(true))}
}

// tell counts an answer.
func (p *evalProgress) tell(a accuracy.Answer) {
	p.done++
	if a.Right {
		p.right++
	}
	_ = p.bar.Add(1) // a failure to draw the bar is no reason to stop
	if time.Since(p.line) >= time.Minute && !term.IsTerminal(int(os.Stderr.Fd())) {
		p.line = time.Now()
		fmt.Fprintf(p.to, "%d of %d questions, %d right\n", p.done, p.total, p.right)
	}
}

// end leaves the line of the bar.
func (p *evalProgress) end() {
	if p.done < p.total && term.IsTerminal(int(os.Stderr.Fd())) {
		fmt.Fprintln(p.to)
	}
}
