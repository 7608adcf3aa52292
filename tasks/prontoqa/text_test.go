package prontoqa

import (
	"reflect"
	"strings"
	"testing"
)

// TestText checks that a question in other sentences is the same question.
func TestText(t *testing.T) {
	g := NewGenerator(4)
	for range 50 {
		q, err := Parse(g.Next().Question)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Parse(q.Text()); err != nil || !reflect.DeepEqual(again, q) {
			t.Fatalf("%q came back as %+v, %v; want %+v", q.Text(), again, err, q)
		}
	}
}

func TestCheckChain(t *testing.T) {
	q, err := Parse("Tumpuses are gorpuses. Each gorpus is not happy. Alex is a tumpus. Max is a gorpus. True or false: " +
		"Alex is happy.")
	if err != nil {
		t.Fatal(err)
	}
	for words, want := range map[string]string{
		"Alex tumpus . tumpus gorpus . Alex gorpus . gorpus not_happy . Alex not_happy .": "ff ff ff ff ff",
		// the fact is invented, the conclusion from it is right
		"Alex tumpus . tumpus wumpus . Alex wumpus .": "ff -f ff",
		"Alex gorpus . gorpus not_happy":              "-f",
		"Max gorpus . Alex tumpus .":                  "f- f-",
		"Alex tumpus":                                 "",
	} {
		said := strings.Fields(words)
		for i := range said {
			said[i] = strings.ReplaceAll(said[i], "_", " ")
		}
		var got []string
		for _, l := range q.CheckChain(said) {
			mark := []byte("--")
			if l.Fact {
				mark[0] = 'f'
			}
			if l.Follows {
				mark[1] = 'f'
			}
			got = append(got, string(mark))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

// TestCheck: every sentence that cannot be read is named, with its number in the text.
func TestCheck(t *testing.T) {
	q, problems := Check("Tumpuses are gorpuses. Cats purr. Alex is a tumpus. Alex is happy. True or false: Alex is " +
		"happy.")
	if q != nil || len(problems) != 2 || problems[0].Sentence != 2 || problems[1].Sentence != 4 ||
		problems[1].Text != "Alex is happy" {
		t.Errorf("%+v, %+v; want complaints of sentences 2 and 4", q, problems)
	}
	if q, problems := Check("Alex is a tumpus. Tumpuses are happy. True or false: Alex is happy."); q == nil ||
		len(problems) != 0 {
		t.Errorf("%+v, %+v; want no complaints", q, problems)
	}
	if _, problems := Check("Alex is a tumpus"); len(problems) != 1 || problems[0].Sentence != 0 {
		t.Errorf("%+v; want one complaint of the whole", problems)
	}
}
