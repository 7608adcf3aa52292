package reasoner

import (
	"math"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/internal/testquestions"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

// TestNodes compares the values with the lists of candidates, which are computed in another way, and checks that
// reading them changes nothing.
func TestNodes(t *testing.T) {
	r := shipped(t)
	plain, err := r.Ask(t.Context(), question, Options{Thoughts: 4, TopK: 64, Trace: true, Hidden: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := r.Ask(t.Context(), question, Options{Thoughts: 4, Nodes: true, Trace: true, Hidden: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(res.Tokens, plain.Tokens) || !slices.Equal(res.Candidates, []string{"gerpus", "rempus"}) {
		t.Fatalf("tokens %v, want %v; candidates %v", res.Tokens, plain.Tokens, res.Candidates)
	}
	want := []string{"shumpus rempus", "terpus gerpus", "Tom terpus", "Davis shumpus"}
	if said := facts(res); !slices.Equal(said, want) || res.Nodes[res.Graph.Root] != "Tom" {
		t.Errorf("facts %v about %s", said, res.Nodes[res.Graph.Root])
	}
	if plain.Graph != nil {
		t.Errorf("facts %v without their words", plain.Graph.Facts)
	}
	latent := 0
	for i, s := range res.Steps {
		if !slices.Equal(s.Hidden, plain.Steps[i].Hidden) {
			t.Fatalf("step %d (%s %d): another hidden state than without Nodes", i, s.Kind, s.Index)
		}
		if s.Kind != "bot" && s.Kind != "thought" {
			if s.Values != nil {
				t.Errorf("step %s has values", s.Kind)
			}
			continue
		}
		latent++
		for n, word := range res.Nodes {
			if got, want := s.Values[n], prob(plain.Steps[i].Top,
				word)/wordMass(plain.Steps[i].Top); math.Abs(float64(got-want)) > 1e-5 {
				t.Errorf("%s %d: value of %s is %v, the list has %v", s.Kind, s.Index, word, got, want)
			}
			if got, want := s.Holds[n], prob(plain.Steps[i].Direct, word); math.Abs(float64(got-want)) > 1e-6 {
				t.Errorf("%s %d holds %s with %v, the list has %v", s.Kind, s.Index, word, got, want)
			}
		}
		if got := nearest(s.Similar); len(s.Similar) != len(res.Nodes) || s.Similar[got] > 1.00001 {
			t.Errorf("%s %d: cosines %v", s.Kind, s.Index, s.Similar)
		}
		if got, want := s.Speaks, prob(plain.Steps[i].Top, tokenizer.AnswerMarker); math.Abs(float64(got-want)) > 1e-6 {
			t.Errorf("%s %d speaks with %v, the list has %v", s.Kind, s.Index, got, want)
		}
		if sum := s.Answers[0] + s.Answers[1]; len(s.Answers) != 2 || !(sum > 0 && sum <= 1.00001) {
			t.Errorf("%s %d: answers %v", s.Kind, s.Index, s.Answers)
		}
	}
	if last := res.Steps[slices.IndexFunc(res.Steps, func(s Step) bool { return s.Kind == "eot" })-1]; latent != 5 ||
		last.Answers[0] < 0.5 {
		t.Errorf("%d latent states; after the last thought the answers are at %v, and it says %q", latent, last.Answers,
			res.Answer)
	}
}

// wordMass returns the probability of all words; a value is a share of it.
func wordMass(top []Candidate) (sum float32) {
	for _, c := range top {
		if !slices.Contains([]string{"<pad>", "<unk>", "<eos>", "<bot>", "<eot>", "<pause>", "###", ".", "?"}, c.Token) {
			sum += c.Prob
		}
	}
	return sum
}

// TestThoughtsNeeded: k thoughts carry k+1 facts; for a deeper question the result says how many it needs, and with
// these it is answered right.
func TestThoughtsNeeded(t *testing.T) {
	r := shipped(t)
	q := testquestions.Chain(8)
	for _, tt := range []struct{ thoughts, needed int }{{6, 7}, {1, 7}, {0, 7}, {7, 0}, {8, 0}} {
		res, err := r.Ask(t.Context(), q, Options{Thoughts: tt.thoughts}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if res.ThoughtsNeeded != tt.needed || (res.Shallow() != "") != (tt.needed > 0) {
			t.Errorf("with %d thoughts %d are needed (%q), want %d", tt.thoughts, res.ThoughtsNeeded, res.Shallow(), tt.needed)
		}
		if tt.needed == 0 && res.Verdict != tasks.Right {
			t.Errorf("with %d thoughts the answer is %s: %s", tt.thoughts, res.Verdict, res.Answer)
		}
	}
}

// TestThoughtsNeededPronto: on ProntoQA every fact needs a thought.
func TestThoughtsNeededPronto(t *testing.T) {
	r, err := Load(t.Context(), weights.Dir("../weights/models/prontoqa-coconut"), nil)
	if err != nil {
		t.Fatal(err)
	}
	q := prontoqa.NewGenerator(3).Next().Question
	for _, thoughts := range []int{5, 6} {
		res, err := r.Ask(t.Context(), q, Options{Thoughts: thoughts}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := (6 - thoughts) * 6; len(res.Path) != 7 || res.ThoughtsNeeded != want {
			t.Errorf("%d thoughts, %d facts: %d are needed, want %d", thoughts, len(res.Path)-1, res.ThoughtsNeeded, want)
		}
	}
}

// TestSimilar: a thought points to the words that really are that many facts away, and not to the others.
func TestSimilar(t *testing.T) {
	r := shipped(t)
	g := prosqa.NewGenerator(8)
	thoughts, right := 0, 0
	for range 10 {
		q, err := prosqa.Parse(g.Next().Question)
		if err != nil {
			t.Fatal(err)
		}
		oracle, err := graph.New(&q.Graph)
		if err != nil {
			t.Fatal(err)
		}
		res, err := r.Ask(t.Context(), q.Text(), Options{Thoughts: 3, Nodes: true, Trace: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		k := 0
		for _, s := range res.Steps {
			if s.Kind != "bot" && s.Kind != "thought" {
				continue
			}
			k++ // the state after k-1 thoughts is thought k
			if frontier := oracle.Frontier(q.Root, k); len(frontier) > 0 {
				thoughts++
				if slices.Contains(frontier, nearest(s.Similar)) {
					right++
				}
			}
		}
	}
	t.Logf("of %d thoughts %d are nearest to a word of the frontier", thoughts, right)
	if thoughts < 30 || right < thoughts*9/10 {
		t.Errorf("of %d thoughts %d are nearest to a word of the frontier", thoughts, right)
	}
}

func nearest(similar []float32) int {
	best := 0
	for i, v := range similar {
		if v > similar[best] {
			best = i
		}
	}
	return best
}

func TestCosine(t *testing.T) {
	for _, tt := range []struct {
		a, b []float32
		want float32
	}{
		{[]float32{3, 4}, []float32{6, 8}, 1}, {[]float32{1, 0}, []float32{0, 5}, 0},
		{[]float32{1, 2}, []float32{-1, -2}, -1},
		{[]float32{3, 4}, []float32{1, 0}, 0.6}, {[]float32{0, 0}, []float32{1, 0}, 0},
	} {
		if got := cosine(tt.a, tt.b); math.Abs(float64(got-tt.want)) > 1e-6 {
			t.Errorf("cosine(%v, %v) = %v, want %v", tt.a, tt.b, got, tt.want)
		}
	}
}

func prob(top []Candidate, token string) float32 {
	for _, c := range top {
		if c.Token == token {
			return c.Prob
		}
	}
	return 0
}

func TestChanges(t *testing.T) {
	r := shipped(t)
	g := prosqa.NewGenerator(3)
	ask := func(q string, changes ...Change) *Result {
		t.Helper()
		res, err := r.Ask(t.Context(), q, Options{Thoughts: 6, Trace: true, Hidden: true, Changes: changes}, nil)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	states := func(res *Result) (all [][]float32) {
		for _, s := range res.Steps {
			if s.Kind == "bot" || s.Kind == "thought" {
				all = append(all, s.Hidden)
			}
		}
		return all
	}
	const n = 30
	var right, zeroed, swapped, own int
	for range n {
		q, other := g.Next(), g.Next()
		plain := ask(q.Question)
		count := func(sum *int, res *Result) *Result {
			if english.Same(res.Answer, q.Answer) {
				*sum++
			}
			return res
		}
		count(&right, plain)
		count(&zeroed, ask(q.Question, Change{Kind: ChangeZero}))
		count(&swapped, ask(q.Question, Change{Kind: ChangeSwap, Other: other.Question}))
		if count(&own, ask(q.Question, Change{Kind: ChangeSwap, Other: q.Question})).Answer != plain.Answer {
			t.Error("its own thoughts swapped in, and another answer")
		}
		noisy := ask(q.Question, Change{Kind: ChangeNoise, Thought: 3, Amount: 1, Seed: 5})
		for k, state := range states(noisy) {
			if same := slices.Equal(state, states(plain)[k]); same != (k < 3) {
				t.Errorf("noise on thought 3: state %d is the same as before: %t", k, same)
			}
		}
		if again := ask(q.Question, Change{Kind: ChangeNoise, Thought: 3, Amount: 1,
			Seed: 5}); !slices.Equal(states(again)[6], states(noisy)[6]) {
			t.Error("the same seed makes other noise")
		}
		removed := ask(q.Question, Change{Kind: ChangeRemove, Thought: 3}, Change{Kind: ChangeZero, Thought: 3})
		if shifted := states(ask(q.Question, Change{Kind: ChangeRemove, Thought: 3})); removed.Thoughts != 5 ||
			len(shifted) != 6 ||
			!slices.Equal(shifted[2], states(plain)[2]) || slices.Equal(shifted[3], states(plain)[3]) ||
			slices.Equal(shifted[3], states(removed)[3]) {
			t.Errorf("thought 3 removed: %d thoughts, %d states; want 5 and 6, the first three as before, and the fourth "+
				"another", removed.Thoughts, len(shifted))
		}
		short, err := r.Ask(t.Context(), q.Question, Options{Thoughts: 5, Trace: true, Hidden: true}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if last := ask(q.Question, Change{Kind: ChangeRemove, Thought: 6}); !slices.Equal(last.Tokens, short.Tokens) ||
			!slices.Equal(states(last)[5], states(short)[5]) {
			t.Error("the last thought removed is not the same as one thought less")
		}
		if all := ask(q.Question, Change{Kind: ChangeRemove}); all.Thoughts != 0 {
			t.Errorf("all thoughts removed, and there are %d", all.Thoughts)
		}
		if none := ask(q.Question, Change{Kind: ChangeNoise, Amount: 0}); !slices.Equal(states(none)[6], states(plain)[6]) {
			t.Error("no noise changes the thoughts")
		}
	}
	t.Logf("right of %d: %d; thoughts zeroed %d, another question's %d", n, right, zeroed, swapped)
	if right < n-2 || own != right || zeroed > n*3/4 || swapped > n*3/4 {
		t.Errorf("right %d, own thoughts %d, zeroed %d, swapped %d of %d: the answer should hang on the thoughts", right, own,
			zeroed, swapped, n)
	}
}

func TestChangeErrors(t *testing.T) {
	r := shipped(t)
	for _, c := range []Change{{Kind: "flip"}, {Kind: ChangeZero, Thought: 7}, {Kind: ChangeZero, Thought: -1},
		{Kind: ChangeNoise, Amount: -1}, {Kind: ChangeNoise, Amount: math.NaN()}, {Kind: ChangeSwap, Other: "What?"},
		{Kind: ChangeRemove, Thought: 7}, {Kind: ChangeRemove, Thought: -1}} {
		if _, err := r.Ask(t.Context(), question, Options{Thoughts: 6, Changes: []Change{c}}, nil); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}

// TestChain checks the chains of a model that writes them out: steps marked as facts are facts, and the output ends in
// an answer.
func TestChain(t *testing.T) {
	r, err := Load(t.Context(), weights.Dir("../weights/models/prosqa-cot"), nil)
	if err != nil {
		t.Fatal(err)
	}
	links, facts := 0, 0
	g := prosqa.NewGenerator(1)
	for range 20 {
		it := g.Next()
		res, err := r.Ask(t.Context(), it.Question, Options{Thoughts: -1}, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range res.Chain {
			links++
			if l.Fact {
				facts++
			}
		}
	}
	if links < 40 || facts < links/2 {
		t.Errorf("%d links in 20 chains, %d of them facts", links, facts)
	}
}

// facts are those of a result, in words.
func facts(r *Result) (said []string) {
	for _, f := range r.Graph.Facts {
		said = append(said, r.Nodes[f[0]]+" "+r.Nodes[f[1]])
	}
	return said
}
