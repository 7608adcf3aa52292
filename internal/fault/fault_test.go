package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

var (
	errBad  = New("weights", "bad manifest")
	errSlow = New("net", "not available now")
)

func TestErrors(t *testing.T) {
	inner := errSlow.Errorf("%s: status %d", "chunk", 503)
	for _, tt := range []struct {
		err         error
		error, text string
		is          []error
		isNot       []error
	}{
		{errBad, "weights: bad manifest", "bad manifest", []error{errBad}, []error{errSlow}},
		{errBad.Errorf("%q is not a number", "x"), `weights: bad manifest: "x" is not a number`, `bad manifest: "x" is not a number`, []error{errBad}, []error{errSlow}},
		{errBad.Errorf("%s: %w", "here", inner), "weights: bad manifest: here: net: not available now: chunk: status 503",
			"bad manifest: here: not available now: chunk: status 503", []error{errBad, errSlow, inner}, []error{io.EOF}},
		{Errorf("reasoner", "model %s: %w", "m", io.EOF), "reasoner: model m: EOF", "model m: EOF", []error{io.EOF}, []error{errBad}},
		{errBad.Errorf("%w and %w", io.EOF, errSlow), "weights: bad manifest: EOF and net: not available now",
			"bad manifest: EOF and not available now", []error{errBad, io.EOF, errSlow}, nil},
		{errBad.Errorf("%v", io.EOF), "weights: bad manifest: EOF", "bad manifest: EOF", []error{errBad}, []error{io.EOF}},
		{errBad.New("worse").Errorf("%d", 3), "weights: bad manifest: worse: 3", "bad manifest: worse: 3", []error{errBad}, []error{errSlow}},
		{io.EOF, "EOF", "EOF", []error{io.EOF}, nil},
		{fmt.Errorf("outside: %w", errBad), "outside: weights: bad manifest", "outside: weights: bad manifest", []error{errBad}, nil},
	} {
		if tt.err.Error() != tt.error || Text(tt.err) != tt.text {
			t.Errorf("%q is read as %q; want %q and %q", tt.err, Text(tt.err), tt.error, tt.text)
		}
		for _, target := range tt.is {
			if !errors.Is(tt.err, target) {
				t.Errorf("%q is not %q", tt.err, target)
			}
		}
		for _, target := range tt.isNot {
			if errors.Is(tt.err, target) {
				t.Errorf("%q is %q", tt.err, target)
			}
		}
	}
}
