package prontoqa

import (
	"math/rand/v2"
	"testing"
)

// renamed returns the same sample with other words, numbers and order.
func renamed(s Sample, rng *rand.Rand) Sample {
	words := map[string]string{}
	for i, at := range rng.Perm(len(Concepts)) {
		words[Concepts[i]] = Concepts[at]
	}
	for i, at := range rng.Perm(len(Properties)) {
		words[Properties[i]] = Properties[at]
		words[not+Properties[i]] = not + Properties[at]
	}
	for i, at := range rng.Perm(len(Names)) {
		words[Names[i]] = Names[at]
	}
	other := reordered(s, rng)
	for i, symbol := range other.Symbols {
		other.Symbols[i] = words[symbol]
	}
	other.Query = words[other.Query]
	return other
}

// reordered returns the same sample with other numbers and another order.
func reordered(s Sample, rng *rand.Rand) Sample {
	number := rng.Perm(len(s.Symbols))
	other := Sample{Symbols: make([]string, len(s.Symbols)), Root: number[s.Root], Query: s.Query, Answer: s.Answer}
	for node, symbol := range s.Symbols {
		other.Symbols[number[node]] = symbol
	}
	for _, at := range rng.Perm(len(s.Edges)) {
		e := s.Edges[at]
		other.Edges = append(other.Edges, [2]int{number[e[0]], number[e[1]]})
	}
	for _, node := range s.Path {
		other.Path = append(other.Path, number[node])
	}
	return other
}

// flipped returns the sample with another literal negated.
func flipped(s Sample, node int) Sample {
	s = reordered(s, rand.New(rand.NewPCG(1, 2)))
	for i := range s.Edges {
		if at := s.Edges[i][1]; IsLiteral(s.Symbols[at]) {
			if node--; node < 0 {
				s.Symbols[at] = Negate(s.Symbols[at])
				return s
			}
		}
	}
	return s
}

func TestKeysSeeWhatTheyShould(t *testing.T) {
	g, rng := NewGenerator(31), rand.New(rand.NewPCG(3, 1))
	for range 100 {
		s := g.Sample()
		other, order := renamed(s, rng), reordered(s, rng)
		if s.Key() != other.Key() || s.Key() != order.Key() {
			t.Fatal("words, numbers or order change the key")
		}
		if s.FactsKey() != order.FactsKey() {
			t.Fatal("numbers or order change the facts' key")
		}
		if s.FactsKey() == other.FactsKey() {
			t.Fatal("other words leave the facts' key as it is")
		}
		key, err := ItemKey(other.Item())
		facts, err2 := ItemFactsKey(order.Item())
		if err != nil || err2 != nil || key != s.Key() || facts != s.FactsKey() {
			t.Fatalf("items have other keys than samples: %v, %v", err, err2)
		}
		for node := range literalCount + 1 {
			if flip := flipped(s, node); s.Key() == flip.Key() || s.FactsKey() == flip.FactsKey() {
				t.Fatalf("negating literal %d leaves a key as it is", node)
			}
		}
	}
}

func TestKeysOfNonsense(t *testing.T) {
	if _, err := ItemKey(Item{}); err == nil {
		t.Error("no error from ItemKey")
	}
	if _, err := ItemFactsKey(Item{}); err == nil {
		t.Error("no error from ItemFactsKey")
	}
}

// TestKeysOfDrawnQuestions checks the numbers in Key's comment.
func TestKeysOfDrawnQuestions(t *testing.T) {
	const n = 4000
	g := NewGenerator(32)
	keys, facts := map[string]bool{}, map[string]bool{}
	for range n {
		s := g.Sample()
		keys[s.Key()], facts[s.FactsKey()] = true, true
	}
	if len(facts) != n || len(keys) < 800 || len(keys) > 1<<literalCount {
		t.Errorf("%d questions have %d keys and %d keys of facts", n, len(keys), len(facts))
	}
}

func TestOfficialKeys(t *testing.T) {
	keys, facts := map[string]bool{}, map[string]bool{}
	for _, it := range officialItems(t, "valid") {
		key, err := ItemKey(it)
		if err != nil {
			t.Fatal(err)
		}
		fact, _ := ItemFactsKey(it)
		keys[key], facts[fact] = true, true
	}
	shared, drawn := 0, 4000
	g := NewGenerator(33)
	for range drawn {
		s := g.Sample()
		if facts[s.FactsKey()] {
			t.Errorf("a valid question was drawn: %s", s.Item().Question)
		}
		if keys[s.Key()] {
			shared++
		}
	}
	if share := float64(shared) / float64(drawn); len(facts) != 200 || len(keys) != 174 || share < 0.25 || share > 0.33 {
		t.Errorf("200 questions have %d keys, in which are %.3f of the drawn ones, and %d keys of facts", len(keys), share,
			len(facts))
	}
}
