package prosqa

import (
	"crypto/sha256"
	"encoding/hex"
	"reflect"
	"slices"
	"testing"
)

func TestGeneratorGivesSoundItems(t *testing.T) {
	for i, it := range generated(11, 300) {
		if field, err := it.validate(); err != nil {
			t.Fatalf("item %d: %s: %v", i, field, err)
		}
		g := it.Graph()
		o := mustWays(t, &g)
		dist := o.Distances(it.Root)
		if hops := dist[it.Target]; hops != len(it.Steps) || hops < minHops || hops > maxHops {
			t.Fatalf("item %d: %d hops in %d steps", i, hops, len(it.Steps))
		}
		if len(o.Children(it.Target))+len(o.Children(it.NegTarget)) != 0 {
			t.Fatalf("item %d: a candidate is no leaf", i)
		}
		for node, s := range it.IdxToSymbol {
			if words := Concepts; !slices.Contains(words, s) && len(o.Parents(node)) > 0 {
				t.Fatalf("item %d: node %d with parents is called %q", i, node, s)
			}
			if words := Names; !slices.Contains(words, s) && len(o.Parents(node)) == 0 {
				t.Fatalf("item %d: node %d without parents is called %q", i, node, s)
			}
		}
	}
}

func TestGeneratorDependsOnItsSeedOnly(t *testing.T) {
	if !reflect.DeepEqual(generated(4, 20), generated(4, 20)) {
		t.Error("one seed gave two sets of items")
	}
	if reflect.DeepEqual(generated(4, 20), generated(5, 20)) {
		t.Error("two seeds gave the same items")
	}
}

// TestGeneratorIsTheSameForEver pins the questions of a seed: training runs are only reproducible while they do not
// change.
func TestGeneratorIsTheSameForEver(t *testing.T) {
	h := sha256.New()
	g := NewGenerator(1)
	for i := range 100 {
		h.Write([]byte(g.Next().Question))
		h.Write([]byte(g.NextSized(6, 6+i%35).Question))
	}
	const want = "65eb9ed270d09c86"
	if got := hex.EncodeToString(h.Sum(nil))[:16]; got != want {
		t.Errorf("the first 200 questions of seed 1 have the hash %s, want %s", got, want)
	}
}

func TestSampleSizes(t *testing.T) {
	g := NewGenerator(6)
	for _, test := range []struct{ min, max, atLeast, atMost, fewest int }{
		{0, 0, 10, 28, 3},
		{6, 6, 6, 6, 1},
		{7, 9, 7, 9, 1},
		{8, 8, 8, 8, 2},
		{10, 14, 10, 14, 2},
		{14, 20, 14, 20, 3},
		{23, 23, 23, 23, 3},
		{-5, 3, MinNodes, MinNodes, 1},
		{12, 8, 12, 12, 3},
		{40, 40, 40, 40, 3},
		{90, 99, MaxNodes, MaxNodes, 3},
	} {
		sizes := map[int]int{}
		for range 60 {
			s := g.Sample(test.min, test.max)
			n := len(s.Symbols)
			sizes[n]++
			if n < test.atLeast || n > test.atMost {
				t.Fatalf("%d to %d: %d nodes", test.min, test.max, n)
			}
			if hops := len(s.Path) - 1; hops < test.fewest || hops > maxHops {
				t.Fatalf("%d to %d: %d hops", test.min, test.max, hops)
			}
			checkSample(t, &s)
		}
		if test.min > 0 && test.max < 40 && len(sizes) != max(test.atMost-test.atLeast+1, 1) {
			t.Errorf("%d to %d: only the sizes %v", test.min, test.max, sizes)
		}
	}
}

func checkSample(t *testing.T, s *Sample) {
	t.Helper()
	q := s.Question()
	g := s.Graph()
	o := mustWays(t, &g)
	if got, err := q.Answer(o); err != nil || got != s.Target {
		t.Fatalf("the answer is %d, want %d: %v", got, s.Target, err)
	}
	if !o.Reachable(s.Roots[1], s.NegTarget) || o.Reachable(s.Roots[1], s.Target) || s.Roots[0]+s.Roots[1] != 1 {
		t.Fatalf("the other root does not lead to the wrong candidate alone: %+v", s)
	}
	if s.Candidates != [2]int{s.Target, s.NegTarget} && s.Candidates != [2]int{s.NegTarget, s.Target} {
		t.Fatalf("candidates %v of %d and %d", s.Candidates, s.Target, s.NegTarget)
	}
	if s.Path[0] != s.Roots[0] || s.Path[len(s.Path)-1] != s.Target || len(s.Path)-1 != o.Distances(s.Roots[0])[s.Target] {
		t.Fatalf("path %v", s.Path)
	}
	for i := 1; i < len(s.Path); i++ {
		if !slices.Contains(s.Edges, [2]int{s.Path[i-1], s.Path[i]}) {
			t.Fatalf("path %v has no edge at %d", s.Path, i)
		}
	}
	parsed, err := Parse(q.Text())
	if err != nil {
		t.Fatal(err)
	}
	if parsed.OfficialText() != s.Item().Question {
		t.Fatalf("%q is told as %q", parsed.OfficialText(), s.Item().Question)
	}
}

func TestSizesAreAllAlike(t *testing.T) {
	g := NewGenerator(8)
	counts := map[int]int{}
	for range 2300 {
		s := g.Sample(6, 28)
		counts[len(s.Symbols)]++
	}
	for n := 6; n <= 28; n++ {
		if counts[n] < 60 || counts[n] > 145 { // 100 expected, 4.5 standard deviations
			t.Errorf("%d graphs of %d nodes, want about 100", counts[n], n)
		}
	}
}

func TestWordsAreAlphabeticalAndDifferent(t *testing.T) {
	if len(Names) != 17 || len(Concepts) != 38 {
		t.Errorf("%d names and %d concepts, want 17 and 38", len(Names), len(Concepts))
	}
	for _, words := range [][]string{Names, Concepts} {
		if !slices.IsSorted(words) || len(slices.Compact(slices.Clone(words))) != len(words) {
			t.Errorf("%v", words)
		}
	}
	for i, it := range officialItems(t) {
		for _, s := range it.IdxToSymbol {
			if !slices.Contains(Names, s) && !slices.Contains(Concepts, s) {
				t.Errorf("item %d: %q is in neither list", i, s)
			}
		}
	}
}

func TestWordsAndOrdersAreDrawnEvenly(t *testing.T) {
	const n = 4000
	names, concepts := map[string]int{}, map[string]int{}
	firstIsRight, sorted := 0, 0
	g := NewGenerator(9)
	for range n {
		s := g.Sample(0, 0)
		names[s.Symbols[s.Roots[0]]]++
		concepts[s.Symbols[s.Target]]++
		if s.Candidates[0] == s.Target {
			firstIsRight++
		}
		if s.Edges[0][1] < s.Edges[len(s.Edges)-1][1] {
			sorted++
		}
	}
	within := func(what string, got int, share float64) {
		t.Helper()
		want := share * n
		if d := float64(got) - want; d*d > 20*want { // some 4.5 standard deviations
			t.Errorf("%s: %d of %d, want about %.0f", what, got, n, want)
		}
	}
	for _, w := range Names {
		within(w, names[w], 1.0/17)
	}
	for _, w := range Concepts {
		within(w, concepts[w], 1.0/38)
	}
	within("right candidate first", firstIsRight, 0.5)
	within("first sentence about an earlier node than the last", sorted, 0.5)
}

func BenchmarkSample(b *testing.B) {
	g := NewGenerator(1)
	b.ReportAllocs()
	for b.Loop() {
		g.Sample(0, 0)
	}
}

func BenchmarkSampleSized(b *testing.B) {
	g := NewGenerator(1)
	b.ReportAllocs()
	for b.Loop() {
		g.Sample(6, 28)
	}
}

func BenchmarkNext(b *testing.B) {
	g := NewGenerator(1)
	b.SetBytes(int64(len(g.Next().Question)))
	b.ReportAllocs()
	for b.Loop() {
		g.Next()
	}
}

func BenchmarkGraphKey(b *testing.B) {
	s := NewGenerator(1).Sample(0, 0)
	b.ReportAllocs()
	for b.Loop() {
		s.Key()
	}
}
