package train

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
)

// example is a question in tokens, in the form of the paper's code: the question and a line break, each step and a line
// break, "### ", the answer, and the token that ends a text.
type example struct {
	question []int32
	steps    [][]int32
	answer   []int32
}

// texts turns items into examples.
type texts struct {
	tokens runtime.Tokenizer
	before []int32 // what the model's tokenizer puts before every text
	end    int32
}

// example encodes an item. Errors say what is wrong with its text.
func (t *texts) example(it tasks.Item) (example, error) {
	whole := it.Text + "\n"
	question, err := t.encode(whole)
	if err != nil {
		return example{}, err
	}
	e := example{question: slices.Concat(t.before, question)}
	for _, step := range it.Steps {
		whole += step + "\n"
		ids, err := t.encode(step + "\n")
		if err != nil {
			return example{}, err
		}
		e.steps = append(e.steps, ids)
	}
	if e.answer, err = t.encode(tokenizer.AnswerMarker + " " + it.Answer); err != nil {
		return example{}, err
	}
	at, err := t.encode(whole + tokenizer.AnswerMarker + " " + it.Answer)
	if err != nil {
		return example{}, err
	}
	if !slices.Equal(at, slices.Concat(question, slices.Concat(e.steps...), e.answer)) {
		return example{}, fmt.Errorf("its parts have other tokens alone than together")
	}
	e.answer = append(e.answer, t.end)
	return e, nil
}

func (t *texts) encode(text string) ([]int32, error) {
	ids, err := t.tokens.Encode(text)
	if err != nil {
		return nil, err
	}
	out := make([]int32, len(ids))
	for i, id := range ids {
		out[i] = int32(id)
	}
	return out, nil
}

// length is the most tokens that the example can have, without latent steps.
func (e *example) length() int {
	n := len(e.question) + len(e.answer)
	for _, s := range e.steps {
		n += len(s)
	}
	return n
}

// sequence is an example as a stage trains it: head, latent steps, tail. The tail's first token is the first at which
// something is supervised, namely the next token; the answer's labels are the last answer of them.
type sequence struct {
	head, tail []int32
	thoughts   int
	answer     int
}

// tokens counts what the model reads, latent steps included.
func (s *sequence) tokens() int { return len(s.head) + s.thoughts + len(s.tail) - 1 }

// sequence cuts an example for a stage. rng decides about the mixing of stages and iCoT's smoothing.
func (r *Recipe) sequence(e *example, stage Stage, markers *markers, rng *rand.Rand) sequence {
	chain, thoughts := r.remaining(e, stage, rng)
	rest := slices.Concat(chain, e.answer)
	s := sequence{thoughts: thoughts, answer: len(e.answer)}
	if !r.marked(stage) {
		last := len(e.question) - 1
		s.head, s.tail = e.question[:last], slices.Concat(e.question[last:], rest)
		return s
	}
	s.head = append(slices.Clip(e.question), markers.start)
	s.tail = slices.Concat([]int32{markers.end}, rest)
	return s
}

// marked reports whether a stage's latent part is framed by its two tokens. The paper has them wherever there are
// latent steps; on GSM8k stage 0 is plain chain of thought.
func (r *Recipe) marked(stage Stage) bool { return r.latents(stage) > 0 }

// remaining returns the tokens of the chain that a stage leaves, and the number of latent steps before them.
func (r *Recipe) remaining(e *example, stage Stage, rng *rand.Rand) (chain []int32, thoughts int) {
	switch r.Method {
	case runtime.MethodNoCoT, runtime.MethodPause:
		return nil, r.latents(stage)
	case runtime.MethodCoT, runtime.MethodICoT:
		chain = slices.Concat(e.steps...)
		return chain[min(removed(rng, stage), len(chain)):], 0
	}
	dropped := stage.Thoughts
	if r.UniformProb > 0 && rng.Float64() < r.UniformProb {
		dropped = rng.IntN(stage.Thoughts + 1)
	} else if stage.DropAll {
		dropped = max(dropped, len(e.steps))
	}
	chain = slices.Concat(e.steps[min(dropped, len(e.steps)):]...)
	if !r.PadLatentToMax {
		dropped = min(dropped, len(e.steps))
	}
	return chain, min(dropped*r.cThought(), r.latents(stage))
}
