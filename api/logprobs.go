package api

import (
	"math"
	"strings"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// chatLogprobs are a choice's log probabilities in OpenAI's form.
type chatLogprobs struct {
	// Content has the answer's tokens. "is a", which joins them into a sentence, does not come from the model and has no
	// entry.
	Content []tokenLogprob `json:"content"`
	// Refusal is always null: the models never refuse.
	Refusal *struct{} `json:"refusal"`
}

// tokenLogprob is a token of the answer, with the alternatives.
type tokenLogprob struct {
	logprob
	Top []logprob `json:"top_logprobs"`
}

type logprob struct {
	Token   string  `json:"token"`
	Logprob float32 `json:"logprob"`
	Bytes   []int   `json:"bytes"`
}

// leastLogprob is what OpenAI gives for a probability of 0, whose logarithm JSON does not have.
const leastLogprob = -9999

func newLogprob(token string, prob float32) logprob {
	l := logprob{Token: token, Logprob: leastLogprob, Bytes: make([]int, len(token))}
	if prob > 0 {
		l.Logprob = float32(math.Log(float64(prob)))
	}
	for i := range len(token) {
		l.Bytes[i] = int(token[i])
	}
	return l
}

// listener collects the steps of an answer that its log probabilities come from: <eot>, and every token.
type listener struct{ steps []reasoner.Step }

func (l *listener) hear(step reasoner.Step) {
	if step.Kind == "eot" || step.Kind == "token" {
		step.Hidden = nil
		l.steps = append(l.steps, step)
	}
}

// logprobs returns the log probabilities of the tokens in content, with the given number of alternatives each. A step's
// candidates are for the token after it, and the first of them is the one that was said.
func (l *listener) logprobs(content string, top int) *chatLogprobs {
	out := &chatLogprobs{Content: []tokenLogprob{}}
	begin := 1
	for i, step := range l.steps {
		if step.Kind == "token" && step.Token == tokenizer.AnswerMarker {
			begin = i + 1
		}
	}
	for i := begin; i < len(l.steps); i++ {
		token, before := l.steps[i].Token, l.steps[i-1].Top
		at := strings.Index(content, token)
		if at < 0 || len(before) == 0 {
			break // <eos>, or after a stop
		}
		content = content[at+len(token):]
		entry := tokenLogprob{logprob: newLogprob(token, before[0].Prob), Top: []logprob{}}
		for _, c := range before[:min(top, len(before))] {
			entry.Top = append(entry.Top, newLogprob(c.Token, c.Prob))
		}
		out.Content = append(out.Content, entry)
	}
	return out
}
