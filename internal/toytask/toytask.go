// Package toytask is a task for tests: sums such as "2 plus 3?". It has no graph, and shows what a task takes at the
// least (CONTRIBUTING.md, "A task"): one folder like this and one line in tasks/registry, which a test adds for its own
// time.
package toytask

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/tasks"
)

// Name is the task's name.
const Name = "toy"

// Words are the words that a model of this task needs beside the special tokens.
var Words = strings.Fields("0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 plus")

// Task is the task.
type Task struct{}

// Name implements tasks.Task.
func (Task) Name() string { return Name }

// Title implements tasks.Task.
func (Task) Title() string { return "Toy sums" }

// Hint implements tasks.Task.
func (Task) Hint() string { return "A sum such as “2 plus 3?”" }

// Meant implements tasks.Task.
func (Task) Meant(text string) bool { return strings.Contains(text, "plus") }

// Check implements tasks.Task.
func (Task) Check(text string) (tasks.Question, []*tasks.SyntaxError) {
	var q Question
	if _, err := fmt.Sscanf(text, "%d plus %d?", &q.A, &q.B); err != nil || q.A < 0 || q.B < 0 || q.A > 9 || q.B > 9 {
		return nil, []*tasks.SyntaxError{{Reason: "a question reads “2 plus 3?”, with numbers from 0 to 9"}}
	}
	return &q, nil
}

// Kinds implements tasks.Task.
func (Task) Kinds() []tasks.Kind {
	return []tasks.Kind{{Name: "official", Label: "Sums", About: "sums of two digits"}}
}

// Generator implements tasks.Task.
func (Task) Generator(kind string, seed uint64) (tasks.Generator, error) {
	if kind != "official" {
		return nil, fmt.Errorf("toytask: unknown kind %q, want official", kind)
	}
	rng := rand.New(rand.NewPCG(seed, 1))
	return func() []tasks.Item {
		q := &Question{rng.IntN(10), rng.IntN(10)}
		return []tasks.Item{{Text: q.Text(), Answer: strconv.Itoa(q.A + q.B), Question: q}}
	}, nil
}

// Benchmarks implements tasks.Task.
func (Task) Benchmarks() []tasks.Benchmark { return nil }

// Question is a sum.
type Question struct{ A, B int }

// Text implements tasks.Question.
func (q *Question) Text() string { return fmt.Sprintf("%d plus %d?", q.A, q.B) }

// Prompt implements tasks.Question.
func (q *Question) Prompt(v tasks.Vocabulary) (*tasks.Prompt, error) {
	tokens, err := v.Encode(q.Text())
	return &tasks.Prompt{Tokens: tokens}, err
}

// Say implements tasks.Question.
func (q *Question) Say(words []string) string { return strings.Join(words, " ") }

// Judge implements tasks.Question.
func (q *Question) Judge(answer string) (tasks.Judgement, error) {
	j := tasks.Judgement{Verdict: tasks.Wrong, Expected: strconv.Itoa(q.A + q.B), Why: "by the table of sums"}
	switch _, err := strconv.Atoi(answer); {
	case err != nil:
		j.Verdict = tasks.Malformed
	case answer == j.Expected:
		j.Verdict = tasks.Right
	}
	return j, nil
}
