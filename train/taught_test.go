package train

import (
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/arithmetic"
)

// arithmeticRecipe returns a recipe for a tiny model of arithmetic.
func arithmeticRecipe(stages ...Stage) Recipe {
	r := tinyRecipe()
	r.Task, r.ChainQueries, r.Stages = "arithmetic", 1, stages
	return r
}

// arithmeticBatch draws a batch, and returns what spells a row of a distribution over the vocabulary.
func arithmeticBatch(t *testing.T, recipe Recipe) (b *batch, spell func(row []float32) string) {
	t.Helper()
	task := arithmetic.Task{}
	vocab, err := taskVocabulary(task)
	if err != nil {
		t.Fatal(err)
	}
	tokens := make([]string, vocab.size)
	for token, id := range vocab.ids {
		tokens[id] = token
	}
	return (&sampler{recipe: &recipe, vocab: vocab, task: task}).next(0, recipe.Stages[0]), func(row []float32) string {
		var words []string
		for id, share := range row {
			if share > 0 {
				words = append(words, tokens[id])
			}
		}
		return strings.Join(words, "+")
	}
}

// TestArithmeticThoughts checks what the thoughts of arithmetic should name: who is needed, one after another, then a
// value, whose operation comes next, and what it gives; last the answer, which later thoughts keep.
func TestArithmeticThoughts(t *testing.T) {
	const thoughts = 8
	recipe := arithmeticRecipe(Stage{Thoughts: thoughts, Hops: 7, MinNodes: 3, MaxNodes: 4, Steps: 1})
	b, spell := arithmeticBatch(t, recipe)
	size := len(b.frontier) / (b.graphs * recipe.QueriesPerGraph * thoughts)
	shapes := map[string]int{}
	for q := range b.graphs * recipe.QueriesPerGraph {
		shape, last := "", ""
		for k := range thoughts {
			word := spell(b.frontier[(q*thoughts+k)*size:][:size])
			switch {
			case word == last:
				shape += "="
			case strings.ContainsAny(word, "0123456789"):
				shape += "7"
			default:
				shape += "A"
			}
			last = word
		}
		shapes[shape]++
	}
	for shape := range shapes { // at most two operations take at most seven thoughts
		if shape != "7=======" && shape != "A7A7====" && shape != "AA7A7A7=" {
			t.Errorf("%d questions have the thoughts %s", shapes[shape], shape)
		}
	}
	if len(shapes) != 3 {
		t.Errorf("the questions have the thoughts %v, want three kinds", shapes)
	}
}

// TestArithmeticLookups checks that a lookup stage rehearses both the look-up of a person and an operation on a value.
func TestArithmeticLookups(t *testing.T) {
	recipe := arithmeticRecipe(Stage{Lookup: true, MinNodes: 4, MaxNodes: 6, Steps: 1})
	b, spell := arithmeticBatch(t, recipe)
	size := len(b.lookups) / (b.graphs * b.nodes)
	people, values := 0, 0
	for i := range b.graphs * b.nodes {
		of, finds := spell(b.lookups[i*size:][:size]), spell(b.children[i*size:][:size])
		switch name, value, both := strings.Cut(of, "+"); {
		case both && name != "" && value != "" && finds != "":
			values++
		case !both && name != "" && finds != "":
			people++
		case of != "" || finds != "":
			t.Errorf("%q finds %q", of, finds)
		}
	}
	if people < 4*b.graphs || values < 20*b.graphs {
		t.Errorf("%d people and %d values are looked up in %d graphs", people, values, b.graphs)
	}
}

// TestTaught checks that a stage with taught thoughts learns, that a stage with the model's own goes on from it, and
// that neither is there for methods that have no thoughts.
func TestTaught(t *testing.T) {
	for _, task := range []string{"arithmetic", "prosqa"} {
		recipe := arithmeticRecipe(Stage{Thoughts: 3, Taught: true, MinNodes: 6, MaxNodes: 8, Steps: 40},
			Stage{Thoughts: 3, Taught: true, Noise: 0.5, MinNodes: 6, MaxNodes: 8, Steps: 5},
			Stage{Thoughts: 3, MinNodes: 6, MaxNodes: 8, Steps: 5})
		recipe.Task, recipe.LearningRate = task, 3e-3
		var first, last, own float64
		err := Run(t.Context(), recipe, Options{Dir: t.TempDir(), Backend: "go", CheckpointEvery: time.Hour,
			OnProgress: func(p Progress) {
				switch {
				case p.Step == 1:
					first = p.Loss
				case p.Stage == 0:
					last = p.Loss
				default:
					own = p.Loss
				}
			}})
		if err != nil {
			t.Fatal(err)
		}
		if last > 0.8*first || own > first {
			t.Errorf("%s: the loss went from %.3f to %.3f, and with thoughts to %.3f", task, first, last, own)
		}
	}
	recipe := arithmeticRecipe(Stage{Taught: true, Steps: 1})
	recipe.Method, recipe.ThoughtSupervision = runtime.MethodNoCoT, 0
	if err := recipe.validate(); err == nil || !strings.Contains(err.Error(), "stages[0].taught") {
		t.Errorf("taught thoughts of no-cot: %v", err)
	}
}
