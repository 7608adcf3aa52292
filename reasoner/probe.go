package reasoner

import (
	"math"
	"strings"
	"unicode"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/tasks"
)

// prober reads, after <bot> and each thought, the model's values for the question's words. It works on forks, so it
// does not change the answer.
type prober struct {
	reasoner *Reasoner
	prompt   *tasks.Prompt
	eot      int
	marker   int   // -1 in a vocabulary without one
	last     *Step // the readings for the step about to be reported
}

func newProber(r *Reasoner, prompt *tasks.Prompt) *prober {
	eot, _ := r.tokenizer.ID(tokenizer.Eot) // runtime.Model.SetTokenizer has ensured that there is one
	marker, ok := r.tokenizer.ID(tokenizer.AnswerMarker)
	if !ok {
		marker = -1
	}
	return &prober{reasoner: r, prompt: prompt, eot: eot, marker: marker}
}

// read implements runtime.Options.Probe.
func (p *prober) read(_ int, s *runtime.Session) error {
	step := &Step{}
	held, err := p.probabilities(s)
	if err != nil {
		return err
	}
	step.Holds = pick(held, p.prompt.WordIDs)
	if step.Similar, err = p.similar(s.Hidden()); err != nil {
		return err
	}
	spoken, err := p.logits(s.Fork(), p.eot)
	if err != nil {
		return err
	}
	step.Values = pick(p.reasoner.amongWords(spoken), p.prompt.WordIDs)
	simd.Softmax(spoken)
	lead := []int{p.eot}
	if p.marker >= 0 {
		step.Speaks, lead = spoken[p.marker], append(lead, p.marker)
	}
	answered, err := p.probabilities(s.Fork(), append(lead, p.prompt.Lead...)...)
	if err != nil {
		return err
	}
	step.Answers = pick(answered, p.prompt.CandidateIDs)
	p.last = step
	return nil
}

// probabilities returns the probabilities of all tokens after s has read tokens; s itself advances if there are any.
func (p *prober) probabilities(s *runtime.Session, tokens ...int) ([]float32, error) {
	all, err := p.logits(s, tokens...)
	if err == nil {
		simd.Softmax(all)
	}
	return all, err
}

// amongWords turns logits into the probabilities of the vocabulary's words, given that the model says a word: the paper
// reads its values in the middle of a step, after "Every", where neither the answer marker nor punctuation competes.
// Other tokens get 0.
func (r *Reasoner) amongWords(logits []float32) []float32 {
	words := make([]float32, 0, len(logits))
	for id, l := range logits {
		if r.isWord(id) {
			words = append(words, l)
		}
	}
	simd.Softmax(words)
	all := make([]float32, len(logits))
	for id := range all {
		if r.isWord(id) {
			all[id], words = words[0], words[1:]
		}
	}
	return all
}

// isWord reports whether a token is a word of the task, and not punctuation or a special token.
func (r *Reasoner) isWord(id int) bool {
	return !r.tokenizer.Special(id) && strings.ContainsFunc(r.tokenizer.Token(id), unicode.IsLetter)
}

// logits returns the logits of all tokens after s has read tokens.
func (p *prober) logits(s *runtime.Session, tokens ...int) ([]float32, error) {
	if len(tokens) > 0 {
		if err := s.Prefill(tokens); err != nil {
			return nil, fault.Errorf("reasoner", "probe: %w", err)
		}
	}
	all := make([]float32, p.reasoner.config.VocabSize)
	if err := s.Logits(all); err != nil {
		return nil, fault.Errorf("reasoner", "probe: %w", err)
	}
	return all, nil
}

// similar returns the cosines between a thought and the embeddings of the question's words.
func (p *prober) similar(thought []float32) ([]float32, error) {
	cosines := make([]float32, len(p.prompt.WordIDs))
	embedding := make([]float32, len(thought))
	for i, id := range p.prompt.WordIDs {
		if err := p.reasoner.model.Embedding(embedding, id); err != nil {
			return nil, fault.Errorf("reasoner", "probe: %w", err)
		}
		cosines[i] = cosine(thought, embedding)
	}
	return cosines, nil
}

// cosine returns 0 if either vector is 0.
func cosine(a, b []float32) float32 {
	var both, as, bs float64
	for i := range a {
		x, y := float64(a[i]), float64(b[i])
		both, as, bs = both+x*y, as+x*x, bs+y*y
	}
	if as == 0 || bs == 0 {
		return 0
	}
	return float32(both / math.Sqrt(as*bs))
}

// fill moves the readings into the step they belong to.
func (p *prober) fill(step *Step) {
	if p.last != nil {
		step.Values, step.Holds, step.Speaks, step.Answers = p.last.Values, p.last.Holds, p.last.Speaks, p.last.Answers
		step.Similar = p.last.Similar
		p.last = nil
	}
}

func pick(all []float32, ids []int) []float32 {
	picked := make([]float32, len(ids))
	for i, id := range ids {
		picked[i] = all[id]
	}
	return picked
}
