package tasks

import "testing"

// TestPool: stand-ins are words that the model knows and nobody uses, each once.
func TestPool(t *testing.T) {
	p := Pool{Words: []string{"a", "b", "c", "d"}}
	known := func(word string) bool { return word != "c" }
	for _, want := range []string{"a", "d", "", ""} {
		if got := p.Next([]string{"b"}, known); got != want {
			t.Errorf("the next is %q, want %q", got, want)
		}
	}
}
