package prontoqa

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
		if len(it.Steps) != 6 {
			t.Fatalf("item %d has %d steps", i, len(it.Steps))
		}
	}
}

// TestSamplesAreWhatParseReads checks that a round trip through English loses nothing.
func TestSamplesAreWhatParseReads(t *testing.T) {
	g := NewGenerator(12)
	for range 300 {
		s := g.Sample()
		q, err := Parse(s.Item().Question)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(q, s.Question()) {
			t.Fatalf("%+v came back as %+v", s.Question(), q)
		}
		answer, path, err := q.Answer()
		if err != nil || answer != s.Answer || !slices.Equal(path, s.Path) {
			t.Fatalf("%v along %v: %v; want %v along %v", answer, path, err, s.Answer, s.Path)
		}
	}
}

func TestNextPutsSamplesIntoWords(t *testing.T) {
	samples, items := NewGenerator(3), NewGenerator(3)
	for range 20 {
		if want, got := samples.Sample().Item(), items.Next(); !reflect.DeepEqual(got, want) {
			t.Fatalf("%+v, want %+v", got, want)
		}
	}
}

func TestItemOfFixedWords(t *testing.T) {
	s := Sample{
		Symbols: []string{"impus", "tumpus", "not happy", "Alex", "jompus", "happy"},
		Edges:   [][2]int{{0, 1}, {1, 2}, {4, 5}, {3, 0}}, Root: 3, Query: "happy", Answer: false, Path: []int{3, 0, 1, 2},
	}
	it := s.Item()
	if field, err := it.validate(); err != nil {
		t.Fatalf("%s: %v: %+v", field, err, it)
	}
	if it.Steps[2] != "Alex is not happy." || it.Answer != "False" {
		t.Errorf("%+v", it)
	}
	asked := s
	asked.Query, asked.Answer = "not happy", true
	if got := asked.Item(); got.Answer != "True" || !slices.Equal(got.Steps, it.Steps) {
		t.Errorf("the same facts, asked differently, read %+v and %+v", it, got)
	}
}

func TestSentences(t *testing.T) {
	for _, test := range []struct {
		form            form
		subject, object string
		want            string
	}{
		{plural, "tumpus", "floral", "Tumpuses are floral."},
		{plural, "tumpus", "not floral", "Tumpuses are not floral."},
		{plural, "impus", "gorpus", "Impuses are gorpuses."},
		{each, "jompus", "not melodic", "Each jompus is not melodic."},
		{each, "jompus", "impus", "Each jompus is an impus."},
		{every, "wumpus", "shumpus", "Every wumpus is a shumpus."},
		{every, "Alex", "impus", "Alex is an impus."},
		{plural, "Alex", "not happy", "Alex is not happy."},
	} {
		if got := test.form.sentence(test.subject, test.object); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
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
	for _, it := range generated(1, 200) {
		h.Write([]byte(it.Question + it.Answer))
		for _, step := range it.Steps {
			h.Write([]byte(step))
		}
	}
	const want = "64eed8cd8cc74fd6"
	if got := hex.EncodeToString(h.Sum(nil))[:16]; got != want {
		t.Errorf("the first 200 questions of seed 1 have the hash %s, want %s", got, want)
	}
}

func TestVocabulary(t *testing.T) {
	for _, list := range []struct {
		words []string
		count int
		kind  func(string) bool
	}{{Names, 9, IsName}, {Concepts, 17, IsConcept}, {Properties, 45, IsLiteral}} {
		if len(list.words) != list.count || !slices.IsSorted(list.words) {
			t.Errorf("%d words, want %d in order: %v", len(list.words), list.count, list.words)
		}
		if len(slices.Compact(slices.Clone(list.words))) != list.count {
			t.Errorf("a word is there twice: %v", list.words)
		}
		for _, w := range list.words {
			kinds := 0
			for _, is := range []bool{IsName(w), IsConcept(w), IsLiteral(w)} {
				if is {
					kinds++
				}
			}
			if !list.kind(w) || kinds != 1 {
				t.Errorf("%q is of %d kinds", w, kinds)
			}
		}
	}
}

func TestNegate(t *testing.T) {
	if got := Negate("happy"); got != "not happy" {
		t.Errorf("not happy is %q", got)
	}
	if got := Negate("not happy"); got != "happy" {
		t.Errorf("happy is %q", got)
	}
}

func BenchmarkSample(b *testing.B) {
	g := NewGenerator(1)
	b.ReportAllocs()
	for b.Loop() {
		g.Sample()
	}
}

func BenchmarkNext(b *testing.B) {
	g := NewGenerator(1)
	b.ReportAllocs()
	for b.Loop() {
		g.Next()
	}
}
