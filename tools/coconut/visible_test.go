package main

import (
	"strings"
	"testing"
)

func TestShowControls(t *testing.T) {
	for text, want := range map[string]string{
		"plain\ttext\nä 数": "plain\ttext\nä 数", "\x1b[2J": "␛[2J", "a\x07\x00b\r": "a␇␀b␍", "\x7f": "␡",
		"\u009b31m": "\ufffd31m", "": "",
	} {
		if got := showControls(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
	var out strings.Builder
	if visible(&out) != any(&out) {
		t.Error("a text that goes into a file or pipe is changed")
	}
	if n, err := (visibleWriter{&out}).Write([]byte("\x1bx")); n != 2 || err != nil || out.String() != "␛x" {
		t.Errorf("%d, %v, %q", n, err, out.String())
	}
}
