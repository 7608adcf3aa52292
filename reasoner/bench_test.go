package reasoner

import (
	"testing"

	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

// BenchmarkAsk answers questions of the official size, one after the other, as the page and the server do: 217 tokens
// of facts on average, six thoughts, and the answer.
func BenchmarkAsk(b *testing.B) {
	r, err := Load(b.Context(), weights.Dir("../weights/models/prosqa-coconut"), nil)
	if err != nil {
		b.Fatal(err)
	}
	g, questions := prosqa.NewGenerator(100), make([]string, 40)
	for i := range questions {
		questions[i] = g.Next().Question
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if _, err := r.Ask(b.Context(), questions[i%len(questions)], Options{Thoughts: -1}, nil); err != nil {
			b.Fatal(err)
		}
	}
}
