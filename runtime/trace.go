package runtime

import "time"

// StepKind is what a step of a trace read.
type StepKind string

// The kinds of steps, in the order in which they occur.
const (
	StepPrompt  StepKind = "prompt"  // a token of the question
	StepBot     StepKind = "bot"     // <bot>, which opens the latent mode
	StepThought StepKind = "thought" // a latent step
	StepEot     StepKind = "eot"     // <eot>, which closes the latent mode
	StepToken   StepKind = "token"   // a token of the answer, generated or forced
)

// Step is one entry of a trace.
type Step struct {
	Kind StepKind
	// Index counts from 0 within the kind.
	Index int
	// Token and TokenID are what was read; "" and -1 for a thought, "<pause>" for a latent step of a model that pauses.
	Token   string
	TokenID int
	// Top is what the model would say next, best first; only with Options.TopK > 0, and not for a prompt's tokens or
	// <eos>. After <bot> and after a thought the model cannot speak: there Top is what a fork would say after reading
	// <eot> and Options.ForceAnswer at this point.
	Top []Candidate
	// Direct is the hidden state of <bot> or a thought itself, read through the head without <eot>: what a model trained
	// with thought supervision (Coconut-BFS, 2505.12514) is considering. Only with Options.TopK > 0.
	Direct []Candidate
	// Hidden is the hidden state after the final layer norm, [n_embd]; nil for a prompt's tokens and <eos>, for which it
	// is never computed.
	Hidden []float32
	// Duration is the wall time of the step, without the time for Top and Direct. A token's includes choosing it.
	Duration time.Duration
}

// Result is what Generate returns.
type Result struct {
	// Tokens is what was generated after <eot>: forced tokens, then the model's own, <eos> included.
	Tokens []int
	// Finished reports that the answer ended with <eos>, and not because of MaxNewTokens or n_positions.
	Finished bool
	Steps    []Step
	// PromptTokens counts the prompt's tokens, Thoughts the latent steps. Cached of the prompt's tokens had been read
	// before, with Options.Reuse.
	PromptTokens, Thoughts, Cached int
	// PrefillTime was spent on the prompt and <bot>, ThinkTime on thoughts, DecodeTime on <eot> and the answer: sums of
	// the steps' Durations.
	PrefillTime, ThinkTime, DecodeTime time.Duration
}

// add numbers a step within its kind and adds up its time.
func (r *Result) add(step Step) Step {
	for i := len(r.Steps) - 1; i >= 0; i-- {
		if r.Steps[i].Kind == step.Kind {
			step.Index = r.Steps[i].Index + 1
			break
		}
	}
	switch step.Kind {
	case StepPrompt, StepBot:
		r.PrefillTime += step.Duration
	case StepThought:
		r.ThinkTime += step.Duration
		r.Thoughts++
	default:
		r.DecodeTime += step.Duration
	}
	r.Steps = append(r.Steps, step)
	return step
}
