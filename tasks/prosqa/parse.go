package prosqa

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/coconut-page/coconut/internal/order"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Parse reads a question: any number of facts, "Every X is a Y." or "Name is a Y.", and one question, "Is Name a Y or
// Z?", in any order and over any number of lines. "Each", "Any" and "A" may replace "Every". Names are single words
// that begin with a capital letter, concepts single words that do not; "an" may replace "a". Repeated facts count once.
// Words are compared as english.Clean leaves them. A kind in both plural and singular is rejected, and so is text over
// 64 KiB or 512 sentences. Errors are *tasks.SyntaxError.
//
// Whether the facts decide the question is not checked here; see Question.Answer.
func Parse(text string) (*Question, error) {
	p := newParser()
	return tasks.ParseBy(text, p.read, p.finish)
}

// Check is Parse that continues after a sentence it cannot read: it returns all problems of a text, in its order, or
// the question if there are none. Errors are those of Parse.
func Check(text string) (*Question, []*tasks.SyntaxError) {
	p := newParser()
	return tasks.CheckBy(text, p.read, p.finish)
}

func newParser() *parser {
	return &parser{nodes: map[string]int{}, first: map[string]int{}, told: map[[2]int]int{}}
}

// read reads the sentences of a text. bad is called for those that cannot be read, and returns whether to continue.
func (p *parser) read(text string, bad func(*tasks.SyntaxError) bool) {
	tasks.ReadSentences(text, bad, func(words []string, stop, sentence string) error {
		p.count++
		p.words, p.text = words, sentence
		if stop == "" {
			return p.sentence(0)
		}
		return p.sentence(stop[0])
	})
}

// parser collects facts sentence by sentence.
type parser struct {
	facts   graph.Graph
	nodes   map[string]int
	first   map[string]int // word -> the first sentence with it
	told    map[[2]int]int // edge -> sentence
	texts   []string       // of the sentences so far
	count   int            // of the current sentence
	text    string         // of the current sentence
	words   []string       // of the current sentence, without the stop
	written *written
}

// written is the question as written, to be resolved when all facts are known.
type written struct {
	sentence          int
	name, first, last string
}

func (p *parser) fail(format string, args ...any) error {
	return p.failAt(p.count, p.text, format, args...)
}

func (p *parser) failAt(sentence int, text, format string, args ...any) error {
	return &tasks.SyntaxError{Sentence: sentence, Text: text, Reason: fmt.Sprintf(format, args...)}
}

const (
	factForm     = `a fact reads "Every X is a Y." or "Name is a Y."`
	questionForm = `the question reads "Is Name a X or Y?"`
)

// sentence reads one fact or question that ends in stop, 0 for the end of the text.
func (p *parser) sentence(stop byte) error {
	p.texts = append(p.texts, p.text)
	switch {
	case p.count > tasks.MaxSentences:
		return p.fail("there are more than %d sentences", tasks.MaxSentences)
	case len(p.words) == 0:
		return p.fail("there are no words before the %q", string(stop))
	case stop == '?':
		return p.question(p.words)
	case stop == 0:
		return p.fail("it does not end; a fact ends with a full stop, the question with a question mark")
	case stop == '!':
		return p.fail("a fact ends with a full stop, the question with a question mark")
	case isEvery(p.words[0]):
		return p.fact(p.words[1:], false)
	}
	return p.fact(p.words, true)
}

// fact reads `X is a Y`.
func (p *parser) fact(words []string, name bool) error {
	if len(words) == 4 && words[1] == "is" && (words[2] == "not" || words[2] == "no") {
		return p.fail("facts cannot say what something is not; %s", factForm)
	}
	if len(words) != 4 || words[1] != "is" || !english.IsArticle(words[2]) {
		return p.fail("%s", hint(words)+factForm)
	}
	if err := p.check(words[0], name); err != nil {
		return err
	}
	if err := p.check(words[3], false); err != nil {
		return err
	}
	edge := [2]int{p.node(words[0]), p.node(words[3])}
	if edge[0] == edge[1] {
		return p.fail("it says that %q is itself", words[0])
	}
	if _, again := p.told[edge]; !again { // a repeated fact is still one edge
		p.told[edge] = p.count
		p.facts.Edges = append(p.facts.Edges, edge)
	}
	return nil
}

// question reads `Is Name a X or Y`; a second article is allowed.
func (p *parser) question(words []string) error {
	if len(words) == 7 && english.IsArticle(words[5]) {
		words = append(words[:5:5], words[6])
	}
	if len(words) != 6 || words[0] != "Is" && words[0] != "is" || !english.IsArticle(words[2]) || words[4] != "or" {
		return p.fail("%s", questionForm)
	}
	if p.written != nil {
		return p.fail("it is a second question; sentence %d is the first, and only one can be asked", p.written.sentence)
	}
	for i, w := range []string{words[1], words[3], words[5]} {
		if err := p.check(w, i == 0); err != nil {
			return err
		}
	}
	if words[3] == words[5] {
		return p.fail("both answers offered are %q", words[3])
	}
	p.written = &written{p.count, words[1], words[3], words[5]}
	return nil
}

// isEvery reports whether a fact that begins with this word is about all of a kind.
func isEvery(word string) bool {
	switch strings.ToLower(word) {
	case "every", "each", "any", "a", "an":
		return true
	}
	return false
}

// hint says how to correct the two most frequent mistakes in a fact: a plural, and a kind of two words.
func hint(words []string) string {
	is := slices.Index(words, "is")
	switch {
	case slices.Contains(words, "are"):
		return `not in the plural; `
	case is == 2 && !isDeterminer(words[0]):
		return fmt.Sprintf("a word is one word, such as %q; ", tasks.Shorten(strings.Join(words[:is], "-")))
	case is == 1 && len(words) == 5 && english.IsArticle(words[2]):
		return fmt.Sprintf("a word is one word, such as %q; ", tasks.Shorten(strings.Join(words[3:], "-")))
	}
	return ""
}

// check accepts words of letters, with marks, hyphens and apostrophes inside; names, and only names, begin with a
// capital letter.
func (p *parser) check(word string, name bool) error {
	for i, r := range word {
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsMark(r) && r != '-' && r != '\'' && r != '’') {
			return p.fail("%q is not a word of letters", tasks.Shorten(word))
		}
	}
	switch {
	case name && !IsName(word):
		return p.fail(`%q should be a name with a capital letter; of a kind, say "Every %s is a …"`, tasks.Shorten(word),
			tasks.Shorten(word))
	case !name && IsName(word):
		return p.fail("%q should be a kind, in small letters; only names have a capital letter", tasks.Shorten(word))
	}
	if p.first[word] == 0 {
		p.first[word] = p.count
	}
	return nil
}

func (p *parser) node(word string) int {
	node, ok := p.nodes[word]
	if !ok {
		node = len(p.facts.Symbols)
		p.nodes[word] = node
		p.facts.Symbols = append(p.facts.Symbols, word)
	}
	return node
}

// finish resolves the question against the facts.
func (p *parser) finish() (*Question, error) {
	if p.written == nil {
		return nil, &tasks.SyntaxError{Reason: "there is no question; " + questionForm}
	}
	if err := p.checkPlurals(); err != nil {
		return nil, err
	}
	q := &Question{Graph: p.facts}
	for _, w := range []struct {
		word string
		node *int
	}{{p.written.name, &q.Root}, {p.written.first, &q.Candidates[0]}, {p.written.last, &q.Candidates[1]}} {
		node, ok := p.nodes[w.word]
		if !ok {
			return nil, p.failAt(p.written.sentence, p.texts[p.written.sentence-1], "no fact says anything about %q",
				tasks.Shorten(w.word))
		}
		*w.node = node
	}
	if err := p.checkCycle(&q.Graph); err != nil {
		return nil, err
	}
	return q, nil
}

// checkPlurals rejects a text that uses a kind in both plural and singular: "Every cats is an animal. Tom is a cat."
// They would be two kinds. A single word does not tell: a lens is not a plural.
func (p *parser) checkPlurals() error {
	words := slices.Collect(maps.Keys(p.first))
	order.Strings(words)
	for _, word := range words {
		for _, single := range singulars(word) {
			if sentence := p.first[word]; p.first[single] > 0 {
				return p.failAt(sentence, p.texts[sentence-1],
					"%q looks like the plural of %q, which also occurs; write %q for both",
					tasks.Shorten(word), tasks.Shorten(single), tasks.Shorten(single))
			}
		}
	}
	return nil
}

// singulars returns the words that a word may be the plural of, by the regular endings.
func singulars(word string) []string {
	if IsName(word) || strings.HasSuffix(word, "ss") {
		return nil
	}
	var all []string
	for _, ending := range []struct{ many, one string }{{"s", ""}, {"es", ""}, {"ies", "y"}} {
		if stem, ok := strings.CutSuffix(word, ending.many); ok {
			all = append(all, stem+ending.one)
		}
	}
	return all
}

// checkCycle blames the last of the facts that form a cycle.
func (p *parser) checkCycle(g *graph.Graph) error {
	cycle := graph.Index(g).Cycle()
	if cycle == nil {
		return nil
	}
	last := 0
	for i, node := range cycle {
		last = max(last, p.told[[2]int{node, cycle[(i+1)%len(cycle)]}])
	}
	return p.failAt(last, p.texts[last-1], "with it the facts go round in a circle: %s", chain(g, cycle))
}

// chain names the nodes of a cycle, the first one again at the end.
func chain(g *graph.Graph, cycle []int) string {
	const most = 6
	var words []string
	for _, node := range cycle[:min(len(cycle), most)] {
		words = append(words, tasks.Shorten(g.Symbols[node]))
	}
	if len(cycle) > most {
		words = append(words, "…")
	}
	return strings.Join(append(words, tasks.Shorten(g.Symbols[cycle[0]])), " → ")
}
