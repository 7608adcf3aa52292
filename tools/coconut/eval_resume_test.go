package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/internal/toymodel"
)

// TestEvalResume stops a measurement in its middle, leaves half a line as a kill would, and goes on: the figures are
// those of one that was not stopped, and no question is asked twice.
func TestEvalResume(t *testing.T) {
	dir, data := toymodel.Import(t, toymodel.Roomy), problems(t, strings.Split(strings.Repeat("1", 40), "")...)
	folder := t.TempDir()
	args := []string{"--task", "gsm8k", "--model", dir, "--data", data, "--thoughts", "0..2", "--max-tokens", "40",
		"--out"}
	whole, _ := evals(t, append(args, filepath.Join(folder, "whole.json"))...)

	out, journal := filepath.Join(folder, "parts.json"), filepath.Join(folder, "parts.answers.jsonl")
	err := interrupted(t, journal, append(args, out)...)
	if err == nil || !strings.Contains(err.Error(), "of 120 answers, which are in "+journal+"; the same command goes on") {
		t.Fatalf("interrupted: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("there are figures of half a measurement")
	}
	before := readFileText(t, journal)
	put(t, journal, before+`{"question":39,"de`)
	parts, said := evals(t, append(args, out)...)
	if !reflect.DeepEqual(parts, whole) || !strings.Contains(said, "of 120 answers are in "+journal+" already") {
		t.Errorf("in two parts: %+v, %q; in one %+v", parts, said, whole)
	}
	after := readFileText(t, journal)
	if !strings.HasPrefix(after, before) || strings.Count(after, "\n") != 121 {
		t.Errorf("the journal has %d lines, want 121, the first of which stay as they are", strings.Count(after, "\n"))
	}
	if kept := decodeEvals(t, readFileText(t, out)); !reflect.DeepEqual(kept, whole) {
		t.Errorf("--out has %+v", kept)
	}

	again, said := evals(t, append(args, out, "--limit", "3")...)
	if len(again) != 3 || again[0].N != 3 || !strings.Contains(said, "9 of 9 answers are in") ||
		readFileText(t, journal) != after {
		t.Errorf("the first three again: %+v, %q", again, said)
	}
	_, err = command(t, append([]string{"eval"}, append(args, out, "--max-tokens", "41")...)...)
	if err == nil || !strings.Contains(err.Error(), `its max_tokens is "40", now it is "41"`) {
		t.Errorf("with another option: %v", err)
	}
}

// interrupted runs coconut eval until some answers are in the journal.
func interrupted(t *testing.T, journal string, args ...string) error {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	go func() {
		for ctx.Err() == nil {
			if data, err := os.ReadFile(journal); err == nil && strings.Count(string(data), "\n") > 5 {
				stop()
			}
			time.Sleep(time.Millisecond)
		}
	}()
	root := newRoot()
	root.SetOut(io.Discard)
	root.SetErr(io.Discard)
	root.SetArgs(append([]string{"eval"}, args...))
	return root.ExecuteContext(ctx)
}

// TestEvalTwice measures while another measurement writes the same files, and after it was killed.
func TestEvalTwice(t *testing.T) {
	folder := t.TempDir()
	out, journal := filepath.Join(folder, "x.json"), filepath.Join(folder, "x.answers.jsonl")
	args := []string{"--task", "gsm8k", "--model", toymodel.Import(t, toymodel.Roomy), "--data", problems(t, "1"),
		"--max-tokens", "3", "--out", out}
	unlock, err := lockJournal(journal)
	if err != nil {
		t.Fatal(err)
	}
	_, err = command(t, append([]string{"eval"}, args...)...)
	if err == nil || !strings.Contains(err.Error(), "another coconut eval is writing "+journal) {
		t.Errorf("at the same time: %v", err)
	}
	if _, err := os.Stat(journal); err == nil {
		t.Error("it began a journal")
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	put(t, journal+".lock", "") // what a kill leaves
	evals(t, args...)
	if left, err := os.ReadDir(folder); err != nil || len(left) != 2 {
		t.Errorf("%v is left, %v; want the figures and the answers", left, err)
	}
}

// TestEvalStoppedWithoutFile says that the answers are lost.
func TestEvalStoppedWithoutFile(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	m := measurement{subject: &subject{}, file: &dataFile{}, depths: []int{0}, progress: io.Discard}
	if _, err := m.run(ctx); err == nil || !strings.Contains(err.Error(), "--out FILE keeps them") {
		t.Errorf("stopped: %v", err)
	}
}
