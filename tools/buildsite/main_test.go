package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
)

func TestRunErrors(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want func(error) bool
	}{
		{[]string{"-colour"}, func(err error) bool { return strings.Contains(err.Error(), "colour") }},
		{[]string{"-root", t.TempDir(), "-out", t.TempDir() + "/dist"},
			func(err error) bool { return errors.Is(err, fs.ErrNotExist) }},
	} {
		var stdout, stderr bytes.Buffer
		err := run(context.Background(), tt.args, &stdout, &stderr)
		if err == nil || !tt.want(err) || stdout.Len() > 0 {
			t.Errorf("run(%q) = %v, printed %q", tt.args, err, stdout.String())
		}
	}
}
