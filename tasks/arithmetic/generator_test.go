package arithmetic

import (
	"reflect"
	"slices"
	"testing"
)

// heldOutNeeded returns how many of the equations that the answer needs are held out.
func (q *Question) heldOutNeeded(t *testing.T) int {
	t.Helper()
	s, err := q.Solve()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, person := range q.chain(q.Root) {
		if f := q.facts()[person]; f.Operation != Given && heldOut(s.Values[f.Of], f.Operation, f.N) {
			n++
		}
	}
	return n
}

func TestGeneratorIsDeterministic(t *testing.T) {
	a, b := NewGenerator(7), NewGenerator(7)
	for range 50 {
		if x, y := a.Sample(Style{Operations: -1}), b.Sample(Style{Operations: -1}); !reflect.DeepEqual(x, y) {
			t.Fatalf("%s\nand %s", x.Text(), y.Text())
		}
	}
	if x, y := NewGenerator(7).Sample(Style{}), NewGenerator(8).Sample(Style{}); reflect.DeepEqual(x, y) {
		t.Error("seeds 7 and 8 give the same question")
	}
}

// TestGeneratorStyles holds the promises of each kind, and that what is printed reads the same.
func TestGeneratorStyles(t *testing.T) {
	for _, k := range kinds {
		next, err := Task{}.Generator(k.Name, 3)
		if err != nil {
			t.Fatal(err)
		}
		operations := map[int]int{}
		for range 600 {
			it := next()[0]
			q := it.Question.(*Question)
			n, _ := q.Size()
			operations[n]++
			least, most := k.style.Least, k.style.Most
			if most == 0 {
				least, most = usualLeast, usualMost
			}
			if len(q.Facts) < least || len(q.Facts) > most || len(q.Facts) != len(q.Names) {
				t.Fatalf("%s: %d facts about %d people", k.Name, len(q.Facts), len(q.Names))
			}
			if held := q.heldOutNeeded(t); (held > 0) != k.style.HeldOut {
				t.Fatalf("%s: %d equations of %s are held out", k.Name, held, it.Text)
			}
			for _, name := range q.Names {
				if slices.Contains(Names, name) == (k.style.Names != nil) {
					t.Fatalf("%s: a question has the name %s", k.Name, name)
				}
			}
			read, err := Parse(it.Text)
			if err != nil || read.key() != q.key() || read.Names[read.Root] != q.Names[q.Root] {
				t.Fatalf("%s: %q reads as %+v, %v", k.Name, it.Text, read, err)
			}
			if plain := q.Text() == it.Text; plain == k.wordings {
				t.Fatalf("%s: %q is worded plainly: %v", k.Name, it.Text, plain)
			}
		}
		most := min(MaxOperations, usualMost)
		if k.style.Most > 0 {
			most = k.style.Most - 1
		}
		for n := 1; n <= most; n++ {
			if operations[n] < 10 {
				t.Errorf("%s: %d of 600 questions take %d operations", k.Name, operations[n], n)
			}
		}
		if operations[0] > 0 {
			t.Errorf("%s: %d questions ask for a given quantity", k.Name, operations[0])
		}
	}
}

func TestGeneratorRefusesUnknownKinds(t *testing.T) {
	if _, err := (Task{}).Generator("hard", 1); err == nil {
		t.Error("there is a kind hard")
	}
}

// TestHeldOut holds that about a thirty-second of all equations is held out, of every operation.
func TestHeldOut(t *testing.T) {
	for o := Plus; o <= Times; o++ {
		held, all := 0, 0
		least, most := o.bounds()
		for n := least; n <= most; n++ {
			for v := range MaxValue + 1 {
				if !inRange(o.Apply(v, n)) {
					continue
				}
				all++
				if heldOut(v, o, n) {
					held++
				}
			}
		}
		if share := float64(held) / float64(all); share < 1./64 || share > 1./16 {
			t.Errorf("%s: %d of %d equations are held out", symbols[o], held, all)
		}
	}
}
