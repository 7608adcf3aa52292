package main

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestExclusions excludes a file that shares a question with the data, and one that shares none.
func TestExclusions(t *testing.T) {
	data, shares := problems(t, "1", "2"), problems(t, "1")
	other := filepath.Join(t.TempDir(), "other.txt")
	put(t, other, "Why?||#### 9\n")
	var said strings.Builder
	keys, err := exclusions("gsm8k", data, []string{shares, other}, &said)
	if err != nil || len(keys) != 2 {
		t.Errorf("%v, %v; want two keys", keys, err)
	}
	if want := "--exclude " + other + " leaves nothing out: none of its 1 questions is in " + data; strings.Contains(
		said.String(), shares) || !strings.Contains(said.String(), want) {
		t.Errorf("it says %q, want %q only", said.String(), want)
	}
	said.Reset()
	if keys, err := exclusions("gsm8k", "", []string{other}, &said); err != nil || len(keys) != 1 || said.Len() > 0 {
		t.Errorf("of generated questions: %v, %v, %q", keys, err, said.String())
	}
	if _, err := exclusions("gsm8k", data, []string{other + "x"}, &said); err == nil {
		t.Error("a missing file is excluded")
	}
}
