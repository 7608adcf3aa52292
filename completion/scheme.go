package completion

import (
	"maps"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/completion/answer"
	"github.com/coconut-page/coconut/runtime"
)

// plain is the scheme of models without one: the question is continued as it is.
var plain = runtime.LatentScheme{Feedback: runtime.FeedbackHidden, Prompt: runtime.QuestionMark}

// cleaners put a question's text in order, by the names in LatentScheme.Clean.
var cleaners = map[string]func(text string) string{
	"strip": strings.TrimSpace,
	// CODI's replace('  ', ' '), which goes over the text once.
	"halve-spaces": func(text string) string { return strings.ReplaceAll(text, "  ", " ") },
}

// checkScheme refuses a scheme with rules that this package does not have. Errors wrap runtime.ErrConfig.
func checkScheme(l *runtime.LatentScheme) error {
	if l == nil {
		return nil
	}
	for _, rule := range l.Clean {
		if cleaners[rule] == nil {
			return runtime.ErrConfig.Errorf("latent.clean: %.40q, want some of %q", rule, slices.Sorted(maps.Keys(cleaners)))
		}
	}
	if _, ok := answer.Named(l.Answer); !ok {
		return runtime.ErrConfig.Errorf("latent.answer is %.40q, want one of %q", l.Answer, answer.Names())
	}
	return nil
}

// scheme is the model's latent scheme, or that of models without one.
func (m *Model) scheme() *runtime.LatentScheme {
	if l := m.config.Latent; l != nil {
		return l
	}
	return &plain
}

// Question turns a question into tokens, up to where the thoughts begin: by the model's latent scheme, or as Prompt does
// for models without one. template, if not "", takes the place of the scheme's prompt; it has runtime.QuestionMark in it
// where the question goes. Errors are ErrNoTokenizer, or wrap ErrOptions or those of package tokenizer.
func (m *Model) Question(text, template string) ([]int, error) {
	l := m.scheme()
	if template == "" {
		template = l.Prompt
	}
	if !strings.Contains(template, runtime.QuestionMark) {
		return nil, ErrOptions.Errorf("Template: %.80q has no %s in it", template, runtime.QuestionMark)
	}
	for _, rule := range l.Clean {
		text = cleaners[rule](text)
	}
	text = strings.ReplaceAll(template, runtime.QuestionMark, text)
	if l == &plain {
		return m.Prompt(text)
	}
	if m.tokens == nil {
		return nil, ErrNoTokenizer
	}
	ids, err := m.tokens.Encode(text)
	if err != nil {
		return nil, err
	}
	return slices.Concat(l.Before, ids, l.Start), nil
}
