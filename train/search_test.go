package train

import (
	"errors"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// TestSearchBatch: what a chain query of method search writes is a whole search, and fits.
func TestSearchBatch(t *testing.T) {
	recipe := tinyRecipe()
	recipe.Method, recipe.ChainQueries = runtime.MethodSearch, recipe.QueriesPerGraph
	vocab, err := taskVocabulary(prosqa.Task{})
	if err != nil {
		t.Fatal(err)
	}
	s := &sampler{recipe: &recipe, vocab: vocab, task: prosqa.Task{}}
	tokens := map[int32]string{}
	for token, id := range vocab.ids {
		tokens[id] = token
	}
	b := s.next(3, Stage{Thoughts: 0, Steps: 1})
	longest := 0
	for i := range len(b.chain.thoughts) {
		var words []string
		for j := range b.chain.length {
			if at := i*b.chain.length + j; b.chain.weights[at] > 0 {
				words = append(words, tokens[b.chain.labels[at]])
			}
		}
		text := strings.Join(words, " ")
		if !strings.Contains(text, " . ### ") || !strings.HasSuffix(text, " . <eos>") {
			t.Fatalf("a chain reads %q", text)
		}
		longest = max(longest, strings.Count(text, "."))
	}
	if longest < 9 { // ways have six steps at most
		t.Errorf("the longest search has %d facts and answers", longest)
	}
	recipe.Task, recipe.Method, recipe.ThoughtSupervision = "prontoqa", runtime.MethodSearch, 0
	if err := recipe.validate(); !errors.Is(err, ErrRecipe) || !strings.Contains(err.Error(), "searched") {
		t.Errorf("a search of ProntoQA: %v", err)
	}
}
