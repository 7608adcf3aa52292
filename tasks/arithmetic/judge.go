package arithmetic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/tasks"
)

// Judge implements tasks.Question. The answer reads "Cleo has 14 apples."
func (q *Question) Judge(answer string) (tasks.Judgement, error) {
	s, err := q.Solve()
	if undecided, ok := tasks.JudgeUndecided(err); ok {
		return undecided, nil
	}
	if err != nil {
		return tasks.Judgement{}, err
	}
	j := tasks.Judgement{Expected: q.answerText(q.Names[q.Root], strconv.Itoa(s.Values[q.Root])),
		Why: q.equations(s.Values)}
	for _, person := range q.chain(q.Root) {
		j.Path = append(j.Path, q.Names[person])
	}
	switch said, ok := q.readAnswer(answer); {
	case !ok:
		j.Verdict, j.Why = tasks.Malformed, q.malformed(answer)
	case said == s.Values[q.Root]:
		j.Verdict = tasks.Right
	default:
		j.Verdict = tasks.Wrong
	}
	return j, nil
}

// readAnswer returns the number that an answer says the person asked about has.
func (q *Question) readAnswer(answer string) (number int, ok bool) {
	words := strings.Fields(answer)
	if len(words) != 4 || !isNumber(words[2]) {
		return 0, false
	}
	number, err := strconv.Atoi(words[2])
	return number, err == nil && strings.Join(words, " ") == q.answerText(q.Names[q.Root], words[2])
}

// malformed says why an answer does not answer the question.
func (q *Question) malformed(answer string) string {
	words := strings.Fields(answer)
	switch {
	case len(words) == 0:
		return "there is no answer"
	case len(words) == 4 && words[0] != q.Names[q.Root]:
		return fmt.Sprintf("it is about %s; the question is about %s", tasks.Shorten(words[0]), q.Names[q.Root])
	}
	return fmt.Sprintf("an answer reads %q, with a number from 0 to %d", q.answerText(q.Names[q.Root], "14"), MaxValue)
}

// equations says how the answer follows: "Ann has 4; Ben has 4 + 3 = 7; Cleo has 7 × 2 = 14".
func (q *Question) equations(values []int) string {
	about, chain := q.facts(), q.chain(q.Root)
	var said []string
	for _, person := range slices.Backward(chain) {
		f, how := about[person], q.Names[person]+" has "
		if f.Operation != Given {
			how += strconv.Itoa(values[f.Of]) + " " + signs[f.Operation] + " " + strconv.Itoa(f.N) + " = "
		}
		said = append(said, how+strconv.Itoa(values[person]))
	}
	return strings.Join(said, "; ")
}

// signs are how the operations are written in an equation.
var signs = [...]string{Plus: "+", Minus: "−", Times: "×"}
