package page

import (
	"testing"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/weights"
)

// TestSupporting: a fact is ticked where the chain goes on from it to the answer, and nowhere else.
func TestSupporting(t *testing.T) {
	const lost = "a fact, but it does not support the answer"
	made := uitest.Links("Tom", "cat", "pet", "toy")
	made[1].Fact = false
	stray := append(uitest.Links("Tom", "cat"), uitest.Links("dog", "toy")...)
	stray[1].Follows = false
	const pros = "Tom is a cat. Every cat is a pet. Rex is a rock. Is Tom a pet or rock?"
	pronto := "Tom is a lempus. Lempuses are not happy. Every lempus is a rorpus. True or false: Tom is "
	for _, tt := range []struct {
		name, question, answer string
		chain                  []tasks.Link
		notes                  []string
	}{
		{"to the answer", pros, "Tom is a toy.", uitest.Links("Tom", "cat", "pet", "toy"), []string{"", "", ""}},
		{"an", pros, "Tom is an ape.", uitest.Links("Tom", "cat", "ape"), []string{"", ""}},
		{"nowhere", pros, "Tom is a toy.", uitest.Links("Tom", "cat", "pet"), []string{lost, lost}},
		{"past it", pros, "Tom is a pet.", uitest.Links("Tom", "cat", "pet", "toy"), []string{"", "", lost}},
		{"no answer", pros, "", uitest.Links("Tom", "cat", "pet"), []string{lost, lost}},
		{"over what is made up", pros, "Tom is a toy.", made, []string{"", "no such fact", ""}},
		{"with a jump", pros, "Tom is a toy.", stray, []string{lost, "a fact, but it does not follow"}},
		{"True", pronto + "not happy.", "True", uitest.Links("Tom", "lempus", "not happy"), []string{"", ""}},
		{"False", pronto + "happy.", "False", uitest.Links("Tom", "lempus", "not happy"), []string{"", ""}},
		{"True of its opposite", pronto + "happy.", "True", uitest.Links("Tom", "lempus", "not happy"),
			[]string{lost, lost}},
		{"False, and nowhere", pronto + "happy.", "False", uitest.Links("Tom", "lempus", "rorpus"),
			[]string{lost, lost}},
		{"neither", pronto + "happy.", "", uitest.Links("Tom", "lempus", "not happy"), []string{lost, lost}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			chain := Read(tt.question).Chain(&reasoner.Result{Answer: tt.answer, Chain: tt.chain})
			if len(chain) != len(tt.notes) {
				t.Fatalf("%d links, want %d", len(chain), len(tt.notes))
			}
			for i, l := range chain {
				if l.Note != tt.notes[i] || l.Invented != (l.Note == "no such fact") {
					t.Errorf("%q is noted %q, invented %t; want %q", l.Text, l.Note, l.Invented, tt.notes[i])
				}
			}
		})
	}
}

// TestSupportingForReal: of a shipped model's chains that end in the answer, every fact supports it.
func TestSupportingForReal(t *testing.T) {
	pros, pronto := prosqa.NewGenerator(5), prontoqa.NewGenerator(5)
	for _, tt := range []struct {
		task string
		next func() string
	}{
		{"prosqa", func() string { return pros.Next().Question }},
		{"prontoqa", func() string { return pronto.Next().Question }},
	} {
		r, err := reasoner.Load(t.Context(), weights.Dir("../../weights/models/"+tt.task+"-cot"), nil)
		if err != nil {
			t.Fatal(err)
		}
		whole := 0
		for range 20 {
			res, err := r.Ask(t.Context(), tt.next(), reasoner.Options{Thoughts: -1}, nil)
			if err != nil {
				t.Fatal(err)
			}
			n := len(res.Chain)
			if n == 0 || res.Chain[n-1].To != Read(res.Question).grapher.Concludes(res.Answer) {
				continue
			}
			sound := true
			for _, l := range res.Chain {
				sound = sound && l.Fact && l.Follows
			}
			if !sound {
				continue
			}
			whole++
			for _, l := range Read(res.Question).Chain(res) {
				if l.Note != "" {
					t.Errorf("%q: %q is noted %q", res.Answer, l.Text, l.Note)
				}
			}
		}
		if whole < 5 {
			t.Errorf("%s: %d of 20 chains end in the answer; the test wants 5 at least", tt.task, whole)
		}
	}
}
