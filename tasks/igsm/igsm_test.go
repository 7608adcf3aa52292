package igsm

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"
)

// school has two layers of categories: "Bag" is what Art Rooms have, two layers below Red School.
const school = "The number of each Red School's Art Room equals 4. The number of each Art Room's Blue Bag equals " +
	"2 more than the sum of each Red School's Art Room and each Art Room's Green Bag. The number of each Art Room's " +
	"Green Bag equals 3. How many Bag does Red School have?"

// shop is one that package arithmetic can say, too.
const shop = "The number of each Shop's Box equals 4. The number of each Box's Pen equals 3 more than each Shop's Box" +
	". The number of each Box's Ink Pot equals 2 times as much as each Box's Pen. The number of each Shop's Lamp equals " +
	"each Shop's Box. The number of each Box's Card equals 9 times as much as each Box's Pen. How many Ink Pot does Box " +
	"have?"

// TestSolve: categories, chains, differences, the question first, and arithmetic modulo 23.
func TestSolve(t *testing.T) {
	for text, want := range map[string]string{
		school: "Red School's Art Room = 4; Art Room's Green Bag = 3; Art Room's Blue Bag = 2 + 4 + 3 = 9; " +
			"Art Room's Bag = 9 + 3 = 12; Red School's Bag = 4 * 12 = 2",
		shop: "Shop's Box = 4; Box's Pen = 3 + 4 = 7; Box's Ink Pot = 2 * 7 = 14",
		"How many Y does A have? The number of each A's Y equals 3 times as much as the difference of each A's X and each " +
			"A's Z. The number of A's X equals 2. A has Z.": "A's X = 2; A's Z = 1; A's Y = 3 * (2 - 1) = 3",
		"A has X. The number of A's Y equals the difference of A's X and A's Z. The number of each A's Z equals 5. How " +
			"many Y does A have?": "A's X = 1; A's Z = 5; A's Y = 1 - 5 = 19",
		"The number of each Arts and Crafts Room's Bag equals 2. The number of each Gym's Bag equals the sum of each Arts " +
			"and Crafts Room's Bag and each Arts and Crafts Room's Bag. How many Bag does Gym have?": "Arts and Crafts Room's " +
			"Bag = 2; Gym's Bag = 2 + 2 = 4",
	} {
		p, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		s, err := p.Solve(-1)
		var said []string
		for _, step := range s {
			said = append(said, step.Quantity.String()+" = "+step.Text)
		}
		if got := strings.Join(said, "; "); err != nil || got != want {
			t.Errorf("%s\n%v: %s\nwant %s", text, err, got, want)
		}
	}
}

// TestUnsolved: what can be read but not solved says why.
func TestUnsolved(t *testing.T) {
	unclear := "A has B. B has C. C has D. The number of each B's E equals 5. How many Stuff does A have?"
	for _, c := range []struct {
		text   string
		answer int
		want   string
	}{
		{"The number of each A's X equals each A's Y. The number of each A's Y equals each A's X. How many X does A " +
			"have?", -1, "depends on itself"},
		{"A has B. B has A. How many A does B have?", -1, "above and below"},
		{"A has B. How many C does D have?", -1, `nothing says what "D" has`},
		{"A has B. How many C does B have?", -1, "no layer"},
		{unclear, -1, "different answers"},
		{unclear, 7, "and not 7"},
		{shop, 13, "the answer is 14, and not 13"},
	} {
		p, err := Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Solve(c.answer); !errors.Is(err, ErrProblem) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s (%d): %v, want %q", c.text, c.answer, err, c.want)
		}
	}
	p, err := Parse(unclear)
	if err != nil {
		t.Fatal(err)
	}
	if s, err := p.Solve(6); err != nil || s[len(s)-1].Value != 6 { // the stated answer decides: C and E of one B
		t.Errorf("with the answer: %+v, %v", s, err)
	}
}

// TestSyntax: every sentence that cannot be read is named, with the reason.
func TestSyntax(t *testing.T) {
	ask := " How many B does A have?"
	for text, want := range map[string]string{
		"A has B.":                               "there is no question",
		"How many B does A have?":                "there are no facts",
		"Cats purr." + ask:                       "sentence 1",
		"A has B!" + ask:                         "full stop",
		"A has B. How many B has A?":             "the question reads",
		"A has B." + ask + ask:                   "second question",
		"A has B. A has B." + ask:                "sentence 1 says already",
		"The number of A's B equals 23." + ask:   "from 0 to 22",
		"The number of A's B equals -1." + ask:   "from 0 to 22",
		"The number of A's B equals 2 of." + ask: "a sentence reads",
		"The number of A's B equals the difference of A's C, A's D and A's E." + ask: "3 quantities",
		"The number of A's B equals the sum of A's C." + ask:                         "1 quantities",
		"The number of A's B's C equals 2." + ask:                                    "more than one owner",
		"The number of " + strings.Repeat("x", 90) + "'s B equals 2." + ask:          "longer than",
		strings.Repeat("A has B. ", 600):                                             "says already",
		strings.Repeat("x", 70000):                                                   "the limit is",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.80s: %v, want %q", text, err, want)
		} else if _, ok := errors.AsType[*tasks.SyntaxError](err); !ok {
			t.Errorf("%.80s: %T", text, err)
		}
	}
}

// TestReadItems: a list and lines, with and without an answer; faults name place and field.
func TestReadItems(t *testing.T) {
	list := `[{"question": "` + school + `", "answer": "2"}, {"problem": " ` + shop +
		`", "solution": "…", "answer": 14}]`
	lines := strings.NewReplacer("[", "", "]", "", "}, {", "}\n\n{").Replace(list)
	var before []tasks.Item
	for _, text := range []string{list, lines} {
		items, err := Reader{}.ReadItems(strings.NewReader(text))
		if err != nil || len(items) != 2 || items[1].Text != shop || items[0].Answer != "2" || len(items[0].Steps) != 5 {
			t.Fatalf("%v: %+v", err, items)
		}
		if before != nil && !reflect.DeepEqual(before, items) {
			t.Errorf("%+v, and %+v", before, items)
		}
		before = items
	}
	key, err := Reader{}.ItemKey(before[1])
	if err != nil || !strings.HasPrefix(key, "The number of each Box's Card equals 9") ||
		strings.Contains(key, "How many") {
		t.Errorf("key %q, %v", key, err)
	}
	for text, want := range map[string]string{
		`[{"question": "` + shop + `"}, {}]`:          "item 1: question: missing",
		`{"question": "A."}`:                          "line 1: question: sentence 1",
		`{"question": "` + shop + `", "answer": "x"}`: `line 1: answer: "x"`,
		`{"question": "` + shop + `", "answer": 13}`:  "line 1: question: igsm: the problem cannot be solved",
		"\n{": "line 2",
	} {
		if _, err := ReadItems(strings.NewReader(text)); !errors.Is(err, ErrItem) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

// TestArithmetic: a chain becomes a question of our own task with the same answer, what cannot be said is left out
// where the answer does not need it, and refused where it does.
func TestArithmetic(t *testing.T) {
	read := func(text string) Item {
		t.Helper()
		items, err := ReadItems(strings.NewReader(`{"question": "` + text + `"}`))
		if err != nil {
			t.Fatal(err)
		}
		return items[0]
	}
	q, err := read(shop).Arithmetic()
	if err != nil {
		t.Fatal(err)
	}
	if want := "ShopBox has 4 things. BoxPen has 3 more things than ShopBox. BoxInkPot has twice as many things as " +
		"BoxPen. How many things does BoxInkPot have?"; q.Text() != want {
		t.Errorf("%s\nwant %s", q.Text(), want)
	}
	s, err := q.Solve()
	if err != nil || !slices.Contains(s.Values, 14) {
		t.Errorf("%+v, %v", s, err)
	}
	for text, want := range map[string]string{
		school: "follows from 2 others",
		"A has B. The number of each A's X equals 22 more than each A's B. How many X does A have?":  "iGSM reduces to 0",
		"A has B. The number of each A's X equals 21 more than each A's B. How many X does A have?":  "there is no 21",
		"A has B. The number of each A's X equals 4 times as much as A's B. How many X does A have?": "there is no 4",
	} {
		if _, err := read(text).Arithmetic(); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60s: %v, want %q", text, err, want)
		}
	}
}

// FuzzParse reads anything as a problem: it is refused, or solved with an answer from 0 to 22 that follows from its own
// text; and what package arithmetic can say has the same answer there.
func FuzzParse(f *testing.F) {
	for _, text := range []string{school, shop, "", "A has B. B has A. How many B does A have?", "\xff's \x00. ?"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := Parse(text)
		if err != nil {
			if _, ok := errors.AsType[*tasks.SyntaxError](err); !ok {
				t.Fatal(err)
			}
			return
		}
		s, err := p.Solve(-1)
		if err != nil {
			if !errors.Is(err, ErrProblem) {
				t.Fatal(err)
			}
			return
		}
		answer := s[len(s)-1]
		if answer.Value < 0 || answer.Value >= Modulus || answer.Quantity != p.Asked {
			t.Fatalf("%+v", answer)
		}
		q, err := Item{problem: p, solution: s}.Arithmetic()
		if err != nil {
			if !errors.Is(err, ErrOther) {
				t.Fatal(err)
			}
			return
		}
		if ours, err := q.Solve(); err != nil || ours.Values[q.Root] != answer.Value {
			t.Fatalf("%s: %+v, %v, and %d there", q.Text(), ours, err, answer.Value)
		}
	})
}
