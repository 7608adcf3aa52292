package prosqa

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/tasks"

	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/graph"
)

const tinyText = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"

func TestParse(t *testing.T) {
	want := &Question{
		Graph: graph.Graph{Symbols: []string{"Tom", "cat", "pet", "Eva", "tree"},
			Edges: [][2]int{{0, 1}, {1, 2}, {3, 4}}},
		Root:       0,
		Candidates: [2]int{4, 2},
	}
	for _, test := range []struct{ name, text string }{
		{"official form", tinyText},
		{"lines and blanks", "\n Tom   is a\tcat.\r\nEvery cat\nis a pet.Eva is a tree .\n\nIs Tom a tree or pet ?\n"},
		{"an", "Tom is an cat. Every cat is an pet. Eva is an tree. Is Tom an tree or an pet?"},
		{"small letters", "Tom is a cat. every cat is a pet. Eva is a tree. is Tom a tree or pet?"},
		{"each, any, a", "Tom is a cat. Each cat is a pet. Eva is a tree. Any cat is a pet. A cat is a pet. Is Tom a tree or pet?"},
		{"told twice", "Tom is a cat. Every cat is a pet. Tom is a cat. Eva is a tree. Is Tom a tree or pet?"},
		{"question in between", "Tom is a cat. Every cat is a pet. Is Tom a tree or pet? Eva is a tree."},
	} {
		got, err := Parse(test.text)
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if !sameQuestion(got, want) {
			t.Errorf("%s: %+v, want %+v", test.name, got, want)
		}
	}
}

func sameQuestion(a, b *Question) bool {
	return slices.Equal(a.Graph.Symbols, b.Graph.Symbols) && slices.Equal(a.Graph.Edges, b.Graph.Edges) &&
		a.Root == b.Root && a.Candidates == b.Candidates
}

func TestParseTakesAnyWords(t *testing.T) {
	text := "Zoë is a jack-o'-lantern. Every jack-o'-lantern is an über. Ørjan is an écureuil. Is Zoë an über or écureuil?"
	q, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if q.Text() != text {
		t.Errorf("%q came back as %q", text, q.Text())
	}
}

// TestParseCleans checks that what looks like one word is one, however it is encoded in Unicode, without invisible
// characters.
func TestParseCleans(t *testing.T) {
	want, err := Parse("Zo\u00eb is a caf\u00e9. Every caf\u00e9 is a place. Rex is a rock. Is Zo\u00eb a place or rock?")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"decomposed here and composed there": "Zoe\u0308 is a cafe\u0301. Every caf\u00e9 is a place. Rex is a rock. Is Zo\u00eb a place or rock?",
		"soft hyphens":                       "Zo\u00eb is a ca\u00adf\u00e9. Every caf\u00e9 is a pla\u00adce. Rex is a rock. Is Zo\u00eb a place or rock?",
		"zero-width spaces":                  "\ufeffZo\u00eb is a caf\u00e9\u200b. Every \u200bcaf\u00e9 is a place. Rex is a rock. Is Zo\u00eb a place or rock?",
		"marks of direction":                 "Zo\u00eb is a caf\u00e9.\u200e Every caf\u00e9 is a \u200eplace. Rex is a rock. Is Zo\u00eb a place or rock?",
		"word joiners":                       "Zo\u00eb is a ca\u2060f\u00e9. Every caf\u00e9 is a place. Rex is a rock\u2060. Is Zo\u00eb a place or rock?\u2060",
	} {
		if got, err := Parse(text); err != nil || !sameQuestion(got, want) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
	}
}

// TestWordsInSAreNotPlurals checks that the ending alone does not get a word rejected, least of all the models' own
// words.
func TestWordsInSAreNotPlurals(t *testing.T) {
	text := ""
	for _, word := range append([]string{"lens", "bus", "glass", "princes", "princess", "iris"}, Concepts...) {
		text += "Tom is " + english.WithArticle(word) + ". "
	}
	if _, err := Parse(text + "Is Tom a lens or bus?"); err != nil {
		t.Error(err)
	}
}

func TestParseErrors(t *testing.T) {
	for _, test := range []struct {
		name, text string
		sentence   int
		quoted     string
		reason     string
	}{
		{"nothing", " \n ", 0, "", "there is no question"},
		{"no question", "Tom is a cat.", 0, "", "there is no question"},
		{"two questions", tinyText + " Is Eva a tree or pet?", 5, "Is Eva a tree or pet?", "sentence 4 is the first"},
		{"another form", "Tom is a cat. Cats are\n pets. Is Tom a cat or pet?", 2, "Cats are pets.", factForm},
		{"plural", "Tom is a cat. All cats are pets. Is Tom a cat or pet?", 2, "All cats are pets.", "not in the plural"},
		{"kind of two words", "Tom is a big cat. Is Tom a cat or pet?", 1, "Tom is a big cat.", `such as "big-cat"`},
		{"subject of two words", "Every big cat is a pet. Is Tom a cat or pet?", 1, "Every big cat is a pet.", `such as "big-cat"`},
		{"a negation", "Tom is not cat. Is Tom a cat or pet?", 1, "Tom is not cat.", "cannot say what something is not"},
		{"another question", "Tom is a cat. Who is Tom?", 2, "Who is Tom?", questionForm},
		{"a question with one answer", "Tom is a cat. Is Tom a cat?", 2, "Is Tom a cat?", questionForm},
		{"a question about a kind", "Tom is a cat. Is cat a cat or pet?", 2, "Is cat a cat or pet?", `"cat" should be a name`},
		{"a shout", "Tom is a cat! Is Tom a cat or pet?", 1, "Tom is a cat!", "full stop"},
		{"no stop", tinyText + " Tom is a cat", 5, "Tom is a cat", "does not end"},
		{"an empty sentence", "Tom is a cat.. Is Tom a cat or pet?", 2, ".", "no words"},
		{"no name", "tom is a cat. Is Tom a cat or pet?", 1, "tom is a cat.", `"tom" should be a name with a capital letter`},
		{"every name", "Every Tom is a cat. Is Tom a cat or pet?", 1, "Every Tom is a cat.", `"Tom" should be a kind`},
		{"a name as a kind", "Tom is a Cat. Is Tom a cat or pet?", 1, "Tom is a Cat.", `"Cat" should be a kind`},
		{"a number", "Tom is a 7. Is Tom a cat or pet?", 1, "Tom is a 7.", `"7" is not a word of letters`},
		{"itself", "Every cat is a cat. Is Tom a cat or pet?", 1, "Every cat is a cat.", "itself"},
		{"the same answer twice", "Tom is a cat. Is Tom a cat or cat?", 2, "Is Tom a cat or cat?", `both answers offered are "cat"`},
		{"an unknown name", "Tom is a cat. Eva is a pet. Is Bob a cat or pet?", 3, "Is Bob a cat or pet?", `no fact says anything about "Bob"`},
		{"an unknown answer", "Is Tom a cat or pet? Tom is a cat.", 1, "Is Tom a cat or pet?", `no fact says anything about "pet"`},
		{"a circle", "Tom is a a. Every b is a c. Every c is a a. Every a is a b. Is Tom a b or c?", 4, "Every a is a b.", "in a circle: "},
		{"plural and singular", "Every cats is an animal. Tom is a cat. Is Tom a cat or animal?", 1, "Every cats is an animal.", `"cats" looks like the plural of "cat"`},
		{"plural and singular told later", "Every cats is an animals. Tom is a cats. Is Tom an animal or cats?", 1, "Every cats is an animals.", `write "animal"`},
		{"plural in -es", "Tom is a box. Every boxes is a pet. Is Tom a box or pet?", 2, "Every boxes is a pet.", `write "box"`},
		{"plural in -ies", "Tom is a pony. Every ponies is a pet. Is Tom a pony or pet?", 2, "Every ponies is a pet.", `write "pony"`},
		{"plural as an answer", "Tom is a cat. Eva is a pet. Is Tom a cats or pet?", 3, "Is Tom a cats or pet?", `write "cat"`},
		{"too long", strings.Repeat(" ", tasks.MaxText+1), 0, "", "65537 bytes"},
		{"too many", strings.Repeat("Tom is a cat. ", 513), 513, "Tom is a cat.", "more than 512 sentences"},
	} {
		t.Run(test.name, func(t *testing.T) {
			q, err := Parse(test.text)
			var syntax *tasks.SyntaxError
			if q != nil || !errors.As(err, &syntax) {
				t.Fatalf("got %v, %v", q, err)
			}
			if syntax.Sentence != test.sentence || syntax.Text != test.quoted || !strings.Contains(syntax.Reason, test.reason) {
				t.Errorf("sentence %d, %q: %s\nwant sentence %d, %q: %s",
					syntax.Sentence, syntax.Text, syntax.Reason, test.sentence, test.quoted, test.reason)
			}
		})
	}
}

func TestParseTakesTextUpToItsLimits(t *testing.T) {
	var b strings.Builder
	b.WriteString("Tom is a k. Every k is a l. ")
	for i := 1; b.Len() < tasks.MaxText-600; i++ {
		fmt.Fprintf(&b, "Every k is a %s. ", strings.Repeat("x", i))
	}
	b.WriteString("Is Tom a k or l?")
	if _, err := Parse(b.String() + strings.Repeat(" ", tasks.MaxText-b.Len())); err != nil {
		t.Error(err)
	}
	if _, err := Parse(strings.Repeat("Tom is a cat. ", 510) + "Every cat is a pet. Is Tom a cat or pet?"); err != nil {
		t.Error(err)
	}
}

func TestSyntaxErrorIsShortHoweverLongTheSentence(t *testing.T) {
	_, err := Parse(strings.Repeat("word ", 10000))
	if err == nil || len(err.Error()) > 400 {
		t.Errorf("a message of %d bytes", len(err.Error()))
	}
}

func TestCircleIsNamed(t *testing.T) {
	_, err := Parse("Every a is a b. Every b is a c. Every c is a a. Every c is a d. Tom is a a. Is Tom a a or c?")
	if err == nil || !strings.Contains(err.Error(), "sentence 3") {
		t.Fatalf("got %v", err)
	}
	if msg := err.Error(); !strings.Contains(msg, "a → b → c → a") && !strings.Contains(msg, "b → c → a → b") &&
		!strings.Contains(msg, "c → a → b → c") {
		t.Errorf("the circle in %q", msg)
	}
}

func TestOfficialTextIsRegenerated(t *testing.T) {
	for i, it := range officialItems(t) {
		q, err := Parse(it.Question)
		if err != nil {
			t.Fatalf("item %d: %v", i, err)
		}
		if got := q.OfficialText(); got != it.Question {
			t.Fatalf("item %d:\n%q\nwant\n%q", i, got, it.Question)
		}
		word := it.IdxToSymbol
		if got := AnswerText(word[it.Root], word[it.Target]); !english.Same(got, it.Answer) {
			t.Errorf("item %d: answer %q, want %q", i, got, it.Answer)
		}
		g := it.Graph()
		if g.Key() != q.Graph.Key() {
			t.Errorf("item %d: the text and the edges have different keys", i)
		}
		facts := map[string]bool{}
		for _, e := range it.Edges {
			facts[sentence(word[e[0]], word[e[1]], officialArticle)] = true
		}
		for _, step := range it.Steps {
			if !facts[step] {
				t.Errorf("item %d: step %q is not regenerated", i, step)
			}
		}
	}
}

// TestCheck checks that every bad sentence is named, and that Check accepts what Parse accepts.
func TestCheck(t *testing.T) {
	q, problems := Check(tinyText)
	want, _ := Parse(tinyText)
	if len(problems) > 0 || !sameQuestion(q, want) {
		t.Errorf("%+v with problems %v, want %+v", q, problems, want)
	}
	for text, want := range map[string][]int{
		"Tom likes tea. Tom is a cat. Cats purr. Is Tom a cat or pet?": {1, 3},
		"Tom is a cat. Is Tom a cat or pet?":                           {2},
		"Tom is a cat.":                                                {0},
		"Tom is a cat. Is Tom a cat":                                   {2},
		strings.Repeat("No. ", 100): {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
			16, 17, 18, 19, 20},
	} {
		var got []int
		q, problems := Check(text)
		for _, p := range problems {
			got = append(got, p.Sentence)
		}
		if q != nil || !slices.Equal(got, want) {
			t.Errorf("%.60q: question %v, problems in sentences %v, want %v", text, q, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(tinyText)
	f.Add(generated(5, 1)[0].Question)
	f.Add("Zoë is an über-cat. Is Zoë an über-cat or o’cat?")
	f.Add("Every a is a b. Every b is a a. Tom is a a. Is Tom a a or b?")
	f.Add("Is is a is. Is Is a is or a?")
	f.Add("..?!")
	f.Add("Tom is a \xff. Is Tom a \xff or b?")
	f.Fuzz(func(t *testing.T, text string) {
		q, err := Parse(text)
		if checked, problems := Check(text); (checked == nil) != (err != nil) || (len(problems) == 0) != (err == nil) ||
			err != nil && problems[0].Error() != err.Error() {
			t.Fatalf("Parse says %v, Check %v", err, problems)
		}
		if err != nil {
			var syntax *tasks.SyntaxError
			if q != nil || !errors.As(err, &syntax) || syntax.Reason == "" {
				t.Fatalf("got %v, %v", q, err)
			}
			return
		}
		again, err := Parse(q.Text())
		if err != nil {
			t.Fatalf("%q cannot be read again: %v", q.Text(), err)
		}
		if !sameQuestion(q, again) {
			t.Fatalf("%+v came back as %+v", q, again)
		}
		if _, err := q.Judge("Tom is a cat."); err != nil {
			t.Fatalf("what was read cannot be judged: %v", err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	text := generated(1, 1)[0].Question
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}
