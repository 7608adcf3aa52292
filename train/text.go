package train

import (
	"fmt"
	"path"
	"strings"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// Text is the part of a recipe that fine-tunes a language model (Options.Init) on questions in natural text. Such a
// recipe has no model: shape and tokenizer are those of the model that it starts from. Of a stage it uses Thoughts,
// DropAll, Removed, Steps, LearningRate and Decay.
type Text struct {
	// QuestionsPerStep is how many questions an optimizer step learns from. QuestionsAtOnce of them (0: all) are in memory
	// together; the gradients are added up, so the result is the same up to rounding.
	QuestionsPerStep int `json:"questions_per_step"`
	QuestionsAtOnce  int `json:"questions_at_once,omitempty"`
	// Questions is how many questions there are: of a data file, those left after the excluded ones and the long ones,
	// which must be this number if it is not 0; of a generator, how many are drawn with the recipe's seed.
	Questions int `json:"questions,omitempty"`
	// MaxTokens leaves out questions that have more tokens, chain and answer included.
	MaxTokens int `json:"max_tokens"`
	// LoRA trains adapters instead of the weights themselves.
	LoRA *LoRA `json:"lora,omitempty"`
	// BFloat16 multiplies the layers' matrices in bfloat16, with weights and optimizer in float32. It is for GPUs: the Go
	// engine refuses it.
	BFloat16 bool `json:"bfloat16,omitempty"`
	// Base and Data are the SHA-256 of the model's chunks and of the data file. A run fills them in; where a recipe has
	// them, nothing else is accepted.
	Base string `json:"base,omitempty"`
	Data string `json:"data,omitempty"`
}

// LoRA (Hu et al., 2106.09685) adds to a frozen matrix a product of two thin ones, times Alpha over Rank. The rows of
// new tokens are trained as well.
type LoRA struct {
	Rank  int     `json:"rank"`
	Alpha float64 `json:"alpha"`
	// Matrices are path.Match patterns of the names of the layers' matrices, "h.*.attn.q" for one; none means all.
	Matrices []string `json:"matrices,omitempty"`
}

const (
	maxTextQuestions = 1 << 20
	maxRank          = 1 << 10
)

// scale is what an adapter's product is multiplied by.
func (l *LoRA) scale() float64 { return l.Alpha / float64(l.Rank) }

// adapts reports whether a tensor has an adapter.
func (l *LoRA) adapts(spec quant.Spec) bool {
	name, isWeight := strings.CutSuffix(spec.Name, ".weight")
	if spec.Role != quant.Linear || !isWeight {
		return false
	}
	for _, pattern := range l.Matrices {
		if ok, _ := path.Match(pattern, name); ok { // validate has refused malformed patterns
			return true
		}
	}
	return len(l.Matrices) == 0
}

// checkMatrices refuses a pattern that no matrix of the model has. Errors wrap ErrRecipe.
func (l *LoRA) checkMatrices(cfg runtime.Config) error {
	for i, pattern := range l.Matrices {
		one, found := LoRA{Matrices: []string{pattern}}, false
		var last string
		for _, spec := range cfg.Tensors() {
			found = found || one.adapts(spec)
			if spec.Role == quant.Linear {
				last = strings.TrimSuffix(spec.Name, ".weight")
			}
		}
		if !found {
			return fmt.Errorf("%w: text.lora.matrices[%d]: no matrix of a layer is called %q; the last one is %s", ErrRecipe, i,
				pattern, last)
		}
	}
	return nil
}

// atOnce is how many questions are in memory together.
func (t *Text) atOnce() int {
	if t.QuestionsAtOnce == 0 {
		return t.QuestionsPerStep
	}
	return t.QuestionsAtOnce
}

// validateText checks what differs in a recipe for text.
func (r *Recipe) validateText() error {
	t := r.Text
	if err := check(
		rule{"model", "there", r.Model == (runtime.Config{}), "none: the model comes from --init"},
		rule{"text.questions_per_step", t.QuestionsPerStep, within(t.QuestionsPerStep, 1, 4096), "1 to 4096"},
		rule{"text.questions_at_once", t.QuestionsAtOnce, within(t.QuestionsAtOnce, 0, t.QuestionsPerStep) &&
			t.QuestionsPerStep%t.atOnce() == 0, "a divisor of questions_per_step"},
		rule{"text.questions", t.Questions, t.Questions == 0 || within(t.Questions, t.QuestionsPerStep, maxTextQuestions),
			fmt.Sprintf("0, or questions_per_step to %d", maxTextQuestions)},
		rule{"text.max_tokens", t.MaxTokens, within(t.MaxTokens, 8, 1<<14), "8 to 16384"},
		rule{"init", r.Init, r.Init == "", "none: the weights come from --init"},
		rule{"thought_supervision", r.ThoughtSupervision, r.ThoughtSupervision == 0, "0 in a recipe for text"},
	); err != nil {
		return err
	}
	if err := r.validateNoGraphs(); err != nil {
		return err
	}
	return t.LoRA.validate()
}

// validateNoGraphs refuses the fields that are about graphs: in a recipe for text they would do nothing.
func (r *Recipe) validateNoGraphs() error {
	none := func(field string, got, zero any) rule {
		return rule{field, got, got == zero, fmt.Sprintf("%v in a recipe for text", zero)}
	}
	rules := []rule{
		none("graphs_per_step", r.GraphsPerStep, 0),
		none("queries_per_graph", r.QueriesPerGraph, 0),
		none("chain_queries", r.ChainQueries, 0),
	}
	for i, s := range r.Stages {
		at := fmt.Sprintf("stages[%d].", i)
		rules = append(rules,
			none(at+"lookup", s.Lookup, false),
			none(at+"superpose", s.Superpose, 0),
			none(at+"until_hit", s.UntilHit, 0.0),
			none(at+"hops", s.Hops, 0),
			none(at+"graphs", s.Graphs, 0),
			none(at+"min_nodes", s.MinNodes, 0),
			none(at+"max_nodes", s.MaxNodes, 0),
			none(at+"small_share", s.SmallShare, 0.0),
			none(at+"deep_share", s.DeepShare, 0.0),
		)
	}
	return check(rules...)
}

func (l *LoRA) validate() error {
	if l == nil {
		return nil
	}
	for i, pattern := range l.Matrices {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("%w: text.lora.matrices[%d] is %q: %w", ErrRecipe, i, pattern, err)
		}
	}
	return check(
		rule{"text.lora.rank", l.Rank, within(l.Rank, 1, maxRank), fmt.Sprintf("1 to %d", maxRank)},
		rule{"text.lora.alpha", l.Alpha, l.Alpha > 0 && l.Alpha <= 1e4, "more than 0, up to 10000"},
	)
}
