//go:build !tasks_only

package runtime

import (
	"slices"
	"strings"
)

// LatentScheme says how a language model reasons in latent steps: which tokens open and close them, what is fed back,
// how a question becomes a prompt, and where the answer stands. Published schemes (Coconut, CODI, …) are values of it;
// nothing switches on its name. Our own models of words have none: their tokens are named <bot>, <eot> and <pause>.
//
// A sequence is Before, the prompt, Start, the thoughts, End, and then what the model writes.
type LatentScheme struct {
	// Name is the scheme's name, for people: coconut, codi, …
	Name string `json:"scheme"`
	// Before are the tokens before the prompt, such as a BOS. Start are those between the prompt and the thoughts: the
	// hidden state of the last one is the first thought. End are those between the thoughts and the text. Each may be
	// empty.
	Before []int `json:"before,omitempty"`
	Start  []int `json:"start,omitempty"`
	End    []int `json:"end,omitempty"`
	// Feedback is what a latent step reads: FeedbackHidden, or FeedbackToken for the token Pause.
	Feedback string `json:"feedback"`
	Pause    int    `json:"pause,omitempty"`
	// Projection, if not nil, lies between a hidden state and the thought that it becomes.
	Projection *Projection `json:"projection,omitempty"`
	// Forbidden are tokens that the model may not say.
	Forbidden []int `json:"forbidden,omitempty"`
	// Prompt is the prompt's text, with QuestionMark in place of the question. Clean are the rules by which a question's
	// text is put in order before, and Answer is the one that finds the answer in a text; package completion has them by
	// name.
	Prompt string   `json:"prompt"`
	Clean  []string `json:"clean,omitempty"`
	Answer string   `json:"answer,omitempty"`
}

// What a latent step reads: see LatentScheme.Feedback.
const (
	// FeedbackHidden is the last hidden state after the final norm (Hao et al., 2412.06769), perhaps projected.
	FeedbackHidden = "hidden"
	// FeedbackToken is always the same token (2310.02226).
	FeedbackToken = "token"
)

// QuestionMark stands for the question in LatentScheme.Prompt.
const QuestionMark = "{question}"

// Bounds of a LatentScheme.
const (
	maxSchemeTokens = 64
	maxTemplate     = 1 << 12
	maxRules        = 8
)

// pauses returns the token that latent steps read, if they do; l may be nil.
func (l *LatentScheme) pauses() (token int, ok bool) {
	if l == nil || l.Feedback != FeedbackToken {
		return 0, false
	}
	return l.Pause, true
}

// checkLatent checks the scheme, if there is one. Errors wrap ErrConfig and name the field.
func (c *Config) checkLatent() error {
	l := c.Latent
	if l == nil {
		return nil
	}
	for _, list := range []struct {
		name string
		ids  []int
	}{{"before", l.Before}, {"start", l.Start}, {"end", l.End}, {"forbidden", l.Forbidden}, {"pause", []int{l.Pause}}} {
		if len(list.ids) > maxSchemeTokens {
			return ErrConfig.Errorf("latent.%s has %d tokens, at most %d are allowed", list.name, len(list.ids),
				maxSchemeTokens)
		}
		for _, id := range list.ids {
			if id < 0 || id >= c.VocabSize {
				return ErrConfig.Errorf("latent.%s: token %d, the vocabulary has %d", list.name, id, c.VocabSize)
			}
		}
	}
	if l.Feedback != FeedbackHidden && l.Feedback != FeedbackToken {
		return ErrConfig.Errorf("latent.feedback is %.40q, want %q or %q", l.Feedback, FeedbackHidden, FeedbackToken)
	}
	if len(l.Prompt) > maxTemplate || strings.Count(l.Prompt, QuestionMark) != 1 {
		return ErrConfig.Errorf("latent.prompt has to have %s in it once, and %d bytes at most", QuestionMark, maxTemplate)
	}
	if len(l.Clean) > maxRules || slices.ContainsFunc(append(l.Clean[:len(l.Clean):len(l.Clean)], l.Name, l.Answer),
		func(name string) bool { return len(name) > maxName }) {
		return ErrConfig.Errorf("latent: scheme, answer and up to %d rules of clean may have %d bytes", maxRules, maxName)
	}
	return l.checkProjection()
}

func (l *LatentScheme) checkProjection() error {
	p := l.Projection
	switch {
	case p == nil:
		return nil
	case l.Feedback != FeedbackHidden:
		return ErrConfig.Errorf("latent.projection is for feedback %q", FeedbackHidden)
	case p.Inner < 1 || p.Inner > maxInner:
		return ErrConfig.Errorf("latent.projection.inner is %d, want 1 to %d", p.Inner, maxInner)
	case p.Activation != "" && p.Activation != ActivationGeluTanh:
		return ErrConfig.Errorf("latent.projection.activation is %.40q, want %q or nothing for the exact GELU", p.Activation,
			ActivationGeluTanh)
	case !(p.NormEpsilon == 0 || p.NormEpsilon >= 1e-12 && p.NormEpsilon <= 0.1):
		return ErrConfig.Errorf("latent.projection.layer_norm_epsilon is %v, want 0 for no norm, or 1e-12 to 0.1",
			p.NormEpsilon)
	}
	return nil
}
