package main

import (
	"strings"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
)

// converse runs coconut chat with what a person types.
func converse(t *testing.T, typed string, args ...string) (string, error) {
	t.Helper()
	root := newRoot()
	var out strings.Builder
	root.SetIn(strings.NewReader(typed))
	root.SetOut(&out)
	root.SetErr(&out)
	root.SetArgs(append([]string{"chat"}, args...))
	err := root.ExecuteContext(t.Context())
	return out.String(), err
}

// TestChat compares what is answered in the terminal with the answers to the same chats by coconut complete.
func TestChat(t *testing.T) {
	model := toymodel.Import(t, toymodel.Endless)
	answer := func(typed string) string {
		t.Helper()
		said, err := converse(t, typed, "--model", model, "--max-tokens", "5")
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	want := jsonOf[completed](t, "complete", "--model", model, "--chat", "ab", "--max-tokens", "5").Text
	first := answer("ab\n")
	if first != want+"\n" {
		t.Errorf("the terminal shows %q, want the answer %q", first, want)
	}
	if again := answer("\n  ab  \n/new\nab\n/bye\nab\n"); again != want+"\n"+want+"\n" {
		t.Errorf("after /new the terminal shows %q, want %q twice", again, want)
	}
	if twice := answer("ab\nab\n"); twice == want+"\n"+want+"\n" {
		t.Errorf("the second answer is the first: %q", twice)
	}
	if full := answer(strings.Repeat("ab ab ab\n", 9)); !strings.Contains(full, "Type /new") {
		t.Errorf("a chat without end: %q", full)
	}
	if _, err := converse(t, "ab\n", "--model", model, "--seed", "1"); err == nil ||
		!strings.Contains(err.Error(), "--temperature") {
		t.Errorf("a seed without a temperature: %v", err)
	}
	if _, err := converse(t, "", "--model", "../../weights/models/prosqa-coconut"); err == nil ||
		!strings.Contains(err.Error(), "does not chat") {
		t.Errorf("a model that does not chat: %v", err)
	}
}
