package arithmetic

import (
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

// TestReckon: each quantity with its equation, whether it is needed, and what the thoughts should name.
func TestReckon(t *testing.T) {
	q, err := Parse("Cleo has twice as many apples as Ben. Ben has 3 fewer apples than Ann. Dan has 2 more apples than " +
		"Ben. Ann has 4 apples. How many apples does Cleo have?")
	if err != nil {
		t.Fatal(err)
	}
	r := q.Reckon()
	var equations, due []string
	depths := map[string]int{}
	for i, quantity := range r.Quantities {
		equations = append(equations, quantity.Equation)
		depths[r.Words[i]] = quantity.Depth
	}
	slices.Sort(equations)
	if got := strings.Join(equations, ", "); got != "Ann = 4, Ben = Ann − 3, Cleo = 2 × Ben, Dan = Ben + 2" {
		t.Errorf("the equations are %s", got)
	}
	if depths["Ann"] != 0 || depths["Ben"] != 1 || depths["Cleo"] != 2 || depths["Dan"] != -1 {
		t.Errorf("the depths are %v", depths)
	}
	for _, d := range r.Due {
		due = append(due, d.Word)
		if name := r.Words[d.Quantity]; !d.Value && name != d.Word {
			t.Errorf("%s is about %s", d.Word, name)
		}
	}
	if got := strings.Join(due, " "); got != "Ben Ann 4 Ben 1 Cleo 2" {
		t.Errorf("the thoughts should name %s", got)
	}
	if r.One != "apple" || r.Many != "apples" || r.Words[r.Root] != "Cleo" {
		t.Errorf("%s %s, about %s", r.One, r.Many, r.Words[r.Root])
	}
}

// TestReckonOfKinds: for every kind, the last thought names the answer, there are as many as the steps take, and what a
// thought holds can be exchanged exactly where it is a number before the answer.
func TestReckonOfKinds(t *testing.T) {
	for _, kind := range tasks.KindNames(Task{}) {
		next, err := Task{}.Generator(kind, 3)
		if err != nil {
			t.Fatal(err)
		}
		for range 40 {
			it := next()[0]
			q := it.Question.(*Question)
			r := q.Reckon()
			n, _ := q.Size()
			if len(r.Due) != 3*n+1 || !strings.Contains(it.Answer, " "+r.Due[3*n].Word+" ") {
				t.Fatalf("%s: %d operations, %v", it.Text, n, r.Due)
			}
			for i, due := range r.Due {
				p, ok := q.Patched(i+1, true, 1)
				if want := due.Value && due.Quantity != r.Root; ok != want || ok && p.Named[0] != due.Word {
					t.Fatalf("%s: thought %d, %v: %v %v", it.Text, i+1, due, p, ok)
				}
			}
		}
	}
}
