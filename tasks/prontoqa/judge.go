package prontoqa

import (
	"fmt"

	"github.com/coconut-page/coconut/tasks"
)

// Judge implements tasks.Question. The answer is "True" or "False".
func (q *Question) Judge(answer string) (tasks.Judgement, error) {
	truth, path, err := q.Answer()
	if undecided, ok := tasks.JudgeUndecided(err); ok {
		return undecided, nil
	}
	if err != nil {
		return tasks.Judgement{}, err
	}
	j := tasks.Judgement{Verdict: tasks.Malformed, Expected: answerText(truth)}
	switch answer {
	case j.Expected:
		j.Verdict = tasks.Right
	case answerText(!truth):
		j.Verdict = tasks.Wrong
	}
	for _, node := range path {
		j.Path = append(j.Path, q.Symbols[node])
	}
	facts := fmt.Sprintf("%d facts lead", len(path)-1)
	if len(path) == 2 {
		facts = "one fact leads"
	}
	j.Why = fmt.Sprintf("%s from %s to %s", facts, j.Path[0], j.Path[len(path)-1])
	return j, nil
}
