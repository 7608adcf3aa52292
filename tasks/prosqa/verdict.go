package prosqa

import (
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Judge implements tasks.Question. The answer reads "Tom is a lempus."; as in the paper the match is exact, apart from
// white space around and between the words and the choice between "a" and "an". It fails on facts that form a cycle.
func (q *Question) Judge(answer string) (tasks.Judgement, error) {
	ways, err := graph.New(&q.Graph)
	if err != nil {
		return tasks.Judgement{}, err
	}
	target, err := q.Answer(ways)
	if undecided, ok := tasks.JudgeUndecided(err); ok {
		return undecided, nil
	}
	if err != nil {
		return tasks.Judgement{}, err
	}
	word := q.Graph.Symbols
	other := q.Candidates[0]
	if other == target {
		other = q.Candidates[1]
	}
	j := tasks.Judgement{Expected: AnswerText(word[q.Root], word[target])}
	for _, node := range ways.ShortestPath(q.Root, target) {
		j.Path = append(j.Path, word[node])
	}
	switch answer = strings.Join(strings.Fields(answer), " "); {
	case english.Same(answer, j.Expected):
		j.Verdict = tasks.Right
		j.Why = fmt.Sprintf("%s from %s to %s, and none to %s", facts(len(j.Path)-1), word[q.Root], word[target], word[other])
	case english.Same(answer, AnswerText(word[q.Root], word[other])):
		j.Verdict = tasks.Wrong
		j.Why = fmt.Sprintf("no facts lead from %s to %s, but %s to %s", word[q.Root], word[other], facts(len(j.Path)-1),
			word[target])
	default:
		j.Verdict, j.Why = tasks.Malformed, malformed(q, answer)
	}
	return j, nil
}

func facts(n int) string {
	if n == 1 {
		return "one fact leads"
	}
	return fmt.Sprintf("%d facts lead", n)
}

// malformed says why an answer does not answer the question.
func malformed(q *Question, answer string) string {
	word := q.Graph.Symbols
	name, first, second := word[q.Root], word[q.Candidates[0]], word[q.Candidates[1]]
	words := strings.Fields(strings.TrimSuffix(answer, "."))
	switch {
	case answer == "":
		return "there is no answer"
	case len(words) != 4 || words[1] != "is" || !english.IsArticle(words[2]) || !strings.HasSuffix(answer, "."):
		return fmt.Sprintf("an answer reads %q or %q", AnswerText(name, first), AnswerText(name, second))
	case words[0] != name:
		return fmt.Sprintf("it is about %s; the question is about %s", words[0], name)
	}
	return fmt.Sprintf("%s is neither of the answers offered, %s and %s", words[3], first, second)
}
