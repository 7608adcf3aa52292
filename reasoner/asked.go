package reasoner

import (
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks/prontoqa"
	"github.com/coconut-page/coconut/tasks/prosqa"
)

// asked is a question as a task reads it.
type asked struct {
	prompt []int
	// back leads from the model's words to the asker's, where they differ; aliases from the asker's own words to the model's.
	back, aliases map[string]string
	// answer puts the model's tokens after the answer marker into words; judge compares an answer with what follows from the facts.
	answer func(w words, said []string) string
	judge  func(res *Result) error
	// check reads the chain that was said before the answer marker; nil where a task has no form for it.
	check func(w words, said []string) []prosqa.Link
	// byAnswer is how many of the path's facts take no thought of their own, see Result.ThoughtsNeeded.
	byAnswer int

	// What Options.Nodes looks at: the question's words, with the model's token of each; and the answers offered, with the tokens that
	// tell them apart, which come after the tokens lead.
	words, candidates []string
	ids, answers      []int
	lead              []int
}

// Tasks are the tasks whose questions can be asked.
var Tasks = []string{"prosqa", "prontoqa"}

// read reads a question of the model's task.
func (r *Reasoner) read(text string) (*asked, error) {
	if r.config.Task == "prontoqa" {
		return r.readPronto(text)
	}
	question, err := prosqa.Parse(text)
	if err != nil {
		return nil, err
	}
	known, back, err := alias(question, func(w string) bool { _, ok := r.tokenizer.ID(w); return ok })
	if err != nil {
		return nil, err
	}
	prompt, err := r.tokenizer.Encode(known.OfficialText())
	if err != nil {
		return nil, err
	}
	a := &asked{prompt: prompt, back: back, aliases: invert(back), answer: sentence, words: question.Graph.Symbols, byAnswer: 1}
	a.judge = func(res *Result) error { return res.judge(question) }
	a.check = func(w words, said []string) []prosqa.Link {
		asked := make([]string, len(said))
		for i, token := range said {
			asked[i] = w.asked(token)
		}
		return prosqa.CheckChain(question, asked)
	}
	for _, word := range known.Graph.Symbols {
		id, _ := r.tokenizer.ID(word) // alias has seen to it that there is one
		a.ids = append(a.ids, id)
	}
	marker, _ := r.tokenizer.ID(AnswerMarker)
	a.lead = []int{marker, a.ids[question.Root]}
	for _, node := range question.Candidates {
		a.candidates, a.answers = append(a.candidates, a.words[node]), append(a.answers, a.ids[node])
	}
	return a, nil
}

// sentence is a ProsQA answer in the asker's words.
func sentence(w words, said []string) string {
	for i, token := range said {
		said[i] = w.asked(token)
	}
	return prosqa.Verbalize(said)
}

// readPronto reads a ProntoQA question. Its words must be the model's own: a property means nothing without its opposite, so there is no
// standing in for another.
func (r *Reasoner) readPronto(text string) (*asked, error) {
	q, err := prontoqa.Parse(text)
	if err != nil {
		return nil, err
	}
	var tokens []string
	for _, e := range q.Edges {
		tokens = append(tokens, prontoqa.Token(q.Symbols[e[0]]), prontoqa.Token(q.Symbols[e[1]]), ".")
	}
	tokens = append(tokens, q.Symbols[q.Root], prontoqa.Token(q.Query), "?")
	a := &asked{back: prontoSpelling(), answer: func(_ words, said []string) string { return strings.Join(said, " ") }}
	a.check = func(w words, said []string) []prosqa.Link { return checkPronto(q, w, said) }
	for _, token := range tokens {
		id, ok := r.tokenizer.ID(token)
		if !ok {
			return nil, fmt.Errorf("%w: model %s does not know %q", ErrUnknownWord, r.info.Name, token)
		}
		a.prompt = append(a.prompt, id)
	}
	a.judge = func(res *Result) error { return res.judgePronto(q) }
	for _, symbol := range q.Symbols {
		id, _ := r.tokenizer.ID(prontoqa.Token(symbol))
		a.words, a.ids = append(a.words, symbol), append(a.ids, id)
	}
	marker, _ := r.tokenizer.ID(AnswerMarker)
	a.lead, a.candidates = []int{marker}, []string{"True", "False"}
	for _, answer := range a.candidates {
		id, ok := r.tokenizer.ID(answer)
		if !ok {
			return nil, fmt.Errorf("reasoner: model %s does not know the answer %q", r.info.Name, answer)
		}
		a.answers = append(a.answers, id)
	}
	return a, nil
}

// prontoSpelling leads from the model's tokens to the symbols that they stand for: "~happy" is "not happy".
func prontoSpelling() map[string]string {
	back := map[string]string{}
	for _, property := range prontoqa.Properties {
		symbol := prontoqa.Negate(property)
		back[prontoqa.Token(symbol)] = symbol
	}
	return back
}

// checkPronto holds a chain in tokens against the facts.
func checkPronto(q *prontoqa.Question, w words, said []string) []prosqa.Link {
	symbols := make([]string, len(said))
	for i, token := range said {
		symbols[i] = w.asked(token)
	}
	var links []prosqa.Link
	for _, l := range q.CheckChain(symbols) {
		links = append(links, prosqa.Link(l))
	}
	return links
}

// judgePronto fills in the verdict on a ProntoQA answer.
func (res *Result) judgePronto(q *prontoqa.Question) error {
	answer, path, err := q.Answer()
	if err != nil {
		res.Verdict, res.Why = prosqa.Undecidable, strings.TrimPrefix(err.Error(), "prontoqa: ")
		return nil
	}
	res.Expected, res.Verdict = "False", prosqa.Wrong
	if answer {
		res.Expected = "True"
	}
	switch res.Answer {
	case res.Expected:
		res.Verdict = prosqa.Right
	case "True", "False":
	default:
		res.Verdict = prosqa.Malformed
	}
	for _, node := range path {
		res.Path = append(res.Path, q.Symbols[node])
	}
	res.Why = fmt.Sprintf("%d facts lead from %s to %s", len(path)-1, q.Symbols[q.Root], q.Symbols[path[len(path)-1]])
	return nil
}
