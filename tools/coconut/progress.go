package main

import (
	"fmt"
	"io"

	"github.com/coconut-page/coconut/quant"
)

// logSteps is how many percent lie between two lines of progress in a log.
const logSteps = 25

// percentage shows how far a conversion has come: for people on one line, in a log by a line now and then.
type percentage struct {
	to    io.Writer
	what  string
	log   bool
	shown int64
}

func newPercentage(to io.Writer, what string) *percentage {
	return &percentage{to, what, !isTerminal(to), -1}
}

// show shows the percentage if it is another one.
func (p *percentage) show(done, total int64) {
	percent := 100 * done / total
	if p.log {
		percent -= percent % logSteps
	}
	if percent == p.shown {
		return
	}
	p.shown = percent
	if p.log {
		fmt.Fprintf(p.to, "%s: %d %%\n", p.what, percent)
	} else {
		fmt.Fprintf(p.to, "\r%s: %d %%", p.what, percent)
	}
}

// end ends the line, if there is one.
func (p *percentage) end() {
	if p.shown >= 0 && !p.log {
		fmt.Fprintln(p.to)
	}
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
