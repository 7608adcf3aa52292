package prosqa

import (
	"errors"
	"fmt"
	"strings"

	"github.com/coconut-page/coconut/tasks/english"
	"github.com/coconut-page/coconut/tasks/graph"
)

// Judgement is what the oracle says of an answer.
type Judgement struct {
	// Verdict is Right, Wrong, Malformed or Undecidable.
	Verdict string `json:"verdict"`
	// Expected is the right sentence, "" where there is none; Why explains the verdict in words.
	Expected string `json:"expected,omitempty"`
	Why      string `json:"why"`
	// Path is a shortest chain of nodes from the one asked about to the right answer, both included.
	Path []int `json:"path,omitempty"`
}

// Verdicts.
const (
	// Right and Wrong are the answers that name the candidate that follows, and the other one.
	Right = "right"
	Wrong = "wrong"
	// Malformed is an answer to another question, or none at all.
	Malformed = "malformed"
	// Undecidable is any answer where the facts give neither candidate or both.
	Undecidable = "undecidable"
)

// Judge compares an answer, "Tom is a lempus.", with what follows from the facts. As in the paper the match is exact, but for
// white space around and between the words and the choice between "a" and "an". It fails on a question whose facts are not sound (see NewOracle).
func Judge(q *Question, answer string) (Judgement, error) {
	oracle, err := graph.New(&q.Graph)
	if err != nil {
		return Judgement{}, err
	}
	target, err := q.Answer(oracle)
	if errors.Is(err, ErrUndecidable) {
		return Judgement{Verdict: Undecidable, Why: reason(err)}, nil
	}
	if err != nil {
		return Judgement{}, err
	}
	word := q.Graph.Symbols
	other := q.Candidates[0]
	if other == target {
		other = q.Candidates[1]
	}
	j := Judgement{Expected: AnswerText(word[q.Root], word[target]), Path: oracle.ShortestPath(q.Root, target)}
	switch answer = strings.Join(strings.Fields(answer), " "); {
	case english.Same(answer, j.Expected):
		j.Verdict = Right
		j.Why = fmt.Sprintf("%s from %s to %s, and none to %s", facts(len(j.Path)-1), word[q.Root], word[target], word[other])
	case english.Same(answer, AnswerText(word[q.Root], word[other])):
		j.Verdict = Wrong
		j.Why = fmt.Sprintf("no facts lead from %s to %s, but %s to %s", word[q.Root], word[other], facts(len(j.Path)-1), word[target])
	default:
		j.Verdict, j.Why = Malformed, malformed(q, answer)
	}
	return j, nil
}

func facts(n int) string {
	if n == 1 {
		return "one fact leads"
	}
	return fmt.Sprintf("%d facts lead", n)
}

// malformed says why an answer is not one to the question.
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

// reason is an error in words for a visitor, without the package it came from.
func reason(err error) string { return strings.TrimPrefix(err.Error(), "prosqa: ") }
