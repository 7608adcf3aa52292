package main

import (
	"fmt"
	"io"

	"github.com/coconut-page/coconut/quant"
)

// logSteps is how many percent lie between two lines of progress in a log.
const logSteps = 25

// progressLine shows how far something has come: for people on one line that changes, in a log by a line now and then.
type progressLine struct {
	to   io.Writer
	log  bool
	line string
}

func newProgressLine(to io.Writer) progressLine { return progressLine{to: to, log: !isTerminal(to)} }

// percent is how much is done, rounded down to what is shown.
func (p *progressLine) percent(done, total int64) int64 {
	percent := 100 * done / max(total, 1)
	if p.log {
		percent -= percent % logSteps
	}
	return percent
}

// show shows a line if it is another one.
func (p *progressLine) show(line string) {
	if line == p.line {
		return
	}
	p.line = line
	if p.log {
		fmt.Fprintln(p.to, line)
	} else {
		fmt.Fprint(p.to, "\r", line)
	}
}

// end ends the line, if there is one.
func (p *progressLine) end() {
	if p.line != "" && !p.log {
		fmt.Fprintln(p.to)
	}
	p.line = ""
}

// percentage shows how far a conversion has come.
type percentage struct {
	progressLine
	what string
}

func newPercentage(to io.Writer, what string) *percentage {
	return &percentage{newProgressLine(to), what}
}

func (p *percentage) show(done, total int64) {
	p.progressLine.show(fmt.Sprintf("%s: %d %%", p.what, p.percent(done, total)))
}

// worst is the matrix that lost the most; its fields are absent if nothing was lost.
type worst struct {
	// LowestSNRdB is the signal-to-noise ratio of that matrix, in decibels.
	LowestSNRdB *float64 `json:"lowest_snr_db,omitempty"`
	WorstTensor string   `json:"worst_tensor,omitempty"`
}

func worstOf(lost map[string]quant.Error) (w worst) {
	for name, e := range lost {
		if e.RMSE > 0 && (w.LowestSNRdB == nil || e.SNRdB < *w.LowestSNRdB) {
			w.LowestSNRdB, w.WorstTensor = &e.SNRdB, name
		}
	}
	return w
}

func (l worst) print(w io.Writer) {
	if l.LowestSNRdB != nil {
		fmt.Fprintf(w, "largest loss: %s, with noise %.1f dB below the signal\n", l.WorstTensor, *l.LowestSNRdB)
	}
}
