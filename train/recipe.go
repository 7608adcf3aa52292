package train

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks/bom"
)

// ErrRecipe is wrapped by every error about a recipe file; the message names the field at fault.
var ErrRecipe = errors.New("train: bad recipe")

// Recipe is everything that determines a training run: the same recipe gives the same data in the same order.
//
// Everything that differs from the paper (Hao et al., 2024) is optional, and off in recipes/prosqa-coconut-paper.json:
// ThoughtSupervision, several questions per graph (QueriesPerGraph), our initial weights (Init), lookup stages,
// SmallShare, and Model's rotary positions and stop head. Nodes are relabelled and facts shuffled for every sample,
// because stages draw every graph anew; a Curriculum goes over the same ones. In all cases facts are padded to a
// multiple of a bucket size. RATIONALE.md has the measured effect of each.
type Recipe struct {
	// Name is the model's name, and that of its folder in weights/models.
	Name string `json:"name"`
	// Task is the name of the task to train on, see package registry.
	Task string `json:"task"`
	// Method is the training method, one of runtime's Method constants; see methods.
	Method string `json:"method"`
	// Seed determines the initial weights and every sample.
	Seed uint64 `json:"seed"`
	// Model is the shape of the network; vocab_size is filled in from the tokenizer. Its task, by which the model's words
	// are found when it is used, is the recipe's, and is filled in if it is missing.
	Model runtime.Config `json:"model"`
	// GraphsPerStep is how many graphs are drawn for one optimizer step.
	GraphsPerStep int `json:"graphs_per_step"`
	// QueriesPerGraph is how many questions share one graph's KV cache. Of these ChainQueries are supervised on the
	// remaining language steps of the chain (the paper's target at a stage), the others on the answer alone.
	QueriesPerGraph int `json:"queries_per_graph"`
	// ChainQueries is how many of QueriesPerGraph carry the chain, from none to all.
	ChainQueries int `json:"chain_queries"`
	// CThought is the paper's c_thought: latent steps for each language step they replace (0: one).
	CThought int `json:"c_thought,omitempty"`
	// PadLatentToMax gives every question of a stage the same number of latent steps, however short its chain is. Without
	// it a question has no more latent steps than its chain has steps; at inference it still has the model's n_thoughts.
	PadLatentToMax bool `json:"pad_latent_to_max"`
	// ResetOptimizer resets the optimizer's moments where a stage begins.
	ResetOptimizer bool `json:"reset_optimizer,omitempty"`
	// UniformProb is the paper's stage mixing: the probability that a chain query uses a number of thoughts drawn from
	// 0..stage.
	UniformProb float64 `json:"uniform_prob"`
	// ThoughtSupervision weights the extra loss that makes thought k, read through the LM head, name the nodes exactly k
	// hops from the root, all equally (Coconut-BFS, 2505.12514). 0 is the paper's recipe. Of pauses it is the states in
	// the thoughts' places: the first at <bot>, and each other one at the pause before.
	ThoughtSupervision float64 `json:"thought_supervision"`
	// LearningRate is reached after WarmupSteps and falls by a cosine to FinalLearningRate over the last stage (see also
	// Stage.Decay).
	LearningRate      float64 `json:"learning_rate"`
	FinalLearningRate float64 `json:"final_learning_rate"`
	WarmupSteps       int     `json:"warmup_steps"`
	// Beta1 and Beta2 are Adam's, WeightDecay AdamW's; ClipNorm limits the gradient's global L2 norm (0: no limit).
	Beta1       float64 `json:"beta1"`
	Beta2       float64 `json:"beta2"`
	WeightDecay float64 `json:"weight_decay"`
	ClipNorm    float64 `json:"clip_norm"`
	// Init is how the weights are initialized: "" our way (see initParams), "gpt2" GPT-2's, normal with a standard
	// deviation of 0.02.
	Init string `json:"init,omitempty"`
	// Text makes it a recipe for fine-tuning a language model on questions in natural text. GraphsPerStep, QueriesPerGraph
	// and ChainQueries are then none.
	Text *Text `json:"text,omitempty"`
	// Stages is the curriculum, in order. Alternatively, Curriculum is the paper's, which ReadRecipe turns into stages.
	Stages     []Stage     `json:"stages"`
	Curriculum *Curriculum `json:"curriculum,omitempty"`
}

// Stage is one step of the curriculum: the number of thoughts, the size of the graphs, and the duration.
type Stage struct {
	// Lookup makes the stage teach only looking up a fact: given a node, name its children. Every later step of the search
	// builds on that circuit, and alone it forms many times faster than as a by-product of the question's other losses.
	Lookup bool `json:"lookup,omitempty"`
	// Thoughts is the paper's stage: the number of latent steps (of whatever kind the method has), the number of language
	// steps removed from the chain's front, and, for a method with thoughts, the most hops to a supervised answer.
	Thoughts int `json:"thoughts"`
	// Taught feeds the model the words that its thoughts should name, in place of its thoughts. So all steps of a chain
	// are learnt at once, and each from the right one before, for a fraction of the cost; thoughts of the model's own come
	// in a later stage. Methods with thoughts only.
	Taught bool `json:"taught,omitempty"`
	// Noise is the length of the noise that a taught stage adds to the words, relative to theirs. Thoughts of the model's
	// own are never exactly the words, so it must not depend on that.
	Noise float64 `json:"noise,omitempty"`
	// Hops is the most hops of the stage's questions, and language steps of its chains; 0 leaves it to thoughts and task.
	Hops int `json:"hops,omitempty"`
	// DropAll removes all language steps, including those beyond Thoughts (the paper's stage after the last).
	DropAll bool `json:"drop_all,omitempty"`
	// Removed is iCoT's stage: how many tokens are removed from the chain's front (2405.14838, left to right).
	Removed int `json:"removed,omitempty"`
	// Graphs overrides the recipe's graphs_per_step when it is not 0.
	Graphs int `json:"graphs,omitempty"`
	// MinNodes and MaxNodes bound the graphs (the task's own size distribution applies when both are 0).
	MinNodes int `json:"min_nodes"`
	MaxNodes int `json:"max_nodes"`
	// SmallShare is the share of graphs that have 4 to 13 nodes instead, so that a model trained on large graphs does not
	// forget the short questions that people ask.
	SmallShare float64 `json:"small_share,omitempty"`
	// DeepShare is the share of graphs that are deeper than the task's own, for tasks that have such (kind deep of
	// prosqa).
	DeepShare float64 `json:"deep_share,omitempty"`
	// Superpose makes a lookup stage ask about up to that many nodes at once: the input is the sum of their embeddings at
	// the length of one, like a thought during breadth-first search, and the target their children (0 or 1: single nodes).
	// It teaches the step of the search without the search, for less than half the cost of thoughts.
	Superpose int `json:"superpose,omitempty"`
	// LearningRate overrides the recipe's if it is not 0. With Decay it falls by a cosine to the recipe's
	// final_learning_rate over the stage; in the last stage it always does.
	LearningRate float64 `json:"learning_rate,omitempty"`
	Decay        bool    `json:"decay,omitempty"`
	// Steps is the maximum number of optimizer steps. UntilHit > 0 ends the stage earlier, once the running means of the
	// last thought's frontier hits and of the answers are both at least UntilHit.
	Steps    int     `json:"steps"`
	UntilHit float64 `json:"until_hit"`
}

// maxSuperpose bounds Stage.Superpose: no thought can keep more nodes apart.
const maxSuperpose = 32

// graphs returns how many graphs one step of the stage draws.
func (s Stage) graphs(r *Recipe) int { return cmp.Or(s.Graphs, r.GraphsPerStep) }

// ReadRecipe reads and checks a recipe file.
func ReadRecipe(path string) (Recipe, error) {
	var r Recipe
	file, err := os.Open(path)
	if err != nil {
		return r, fmt.Errorf("train: read recipe: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(bom.NewReader(file))
	if err != nil {
		return r, fmt.Errorf("train: read recipe: %w", err)
	}
	if err := decodeRecipe(data, &r); err != nil {
		return r, fmt.Errorf("%w: %s: %w", ErrRecipe, path, err)
	}
	if err := r.expand(); err != nil {
		return r, fmt.Errorf("%s: %w", path, err)
	}
	if r.Text == nil {
		r.Model.Task = cmp.Or(r.Model.Task, r.Task)
	}
	if err := r.validate(); err != nil {
		return r, fmt.Errorf("%s: %w", path, err)
	}
	return r, nil
}

// decodeRecipe decodes a recipe. Unknown fields are errors: a misspelled one would have its default, unnoticed for the
// hours that a run takes.
func decodeRecipe(data []byte, r *Recipe) error {
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil { // a Decoder would stop at the first value's end
		return err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(r)
}

// rule is one condition on a recipe's fields: a field's name, its value, whether that is valid, and what is wanted.
type rule struct {
	field string
	got   any
	ok    bool
	want  string
}

// check returns an error about the first broken rule. It wraps ErrRecipe.
func check(rules ...rule) error {
	for _, r := range rules {
		if !r.ok {
			return fmt.Errorf("%w: %s is %v, want %s", ErrRecipe, r.field, r.got, r.want)
		}
	}
	return nil
}

func within[T int | float64](v, least, most T) bool { return v >= least && v <= most }

func (r *Recipe) validate() error {
	known := slices.Sorted(maps.Keys(methods))
	special := r.validateGraphs
	if r.Text != nil {
		special = r.validateText
	}
	if err := special(); err != nil {
		return err
	}
	if err := check(
		rule{"name", fmt.Sprintf("%q", r.Name), r.Name != "", "a name"},
		rule{"method", r.Method, slices.Contains(known, r.Method), "one of " + strings.Join(known, ", ")},
		rule{"learning_rate", r.LearningRate, r.LearningRate > 0, "more than 0"},
		rule{"c_thought", r.CThought, within(r.CThought, 0, maxThoughts), fmt.Sprintf("0 to %d", maxThoughts)},
		rule{"thought_supervision", r.ThoughtSupervision,
			r.ThoughtSupervision == 0 || r.ThoughtSupervision > 0 && r.latent() != noLatent,
			"0, or more for a method with thoughts or pauses"},
		rule{"uniform_prob", r.UniformProb, within(r.UniformProb, 0, 1), "0 to 1"},
		rule{"stages", "empty", len(r.Stages) > 0, "at least one stage"},
		rule{"task", r.Task, r.Method != runtime.MethodSearch || r.searchable(), "prosqa, which can be searched"},
	); err != nil {
		return err
	}
	for i, s := range r.Stages {
		if err := s.validate(r, fmt.Sprintf("stages[%d].", i)); err != nil {
			return err
		}
	}
	model := r.Model
	return check(
		rule{"model.model_type", fmt.Sprintf("%q", model.ModelType), r.Text != nil || model.ModelType == runtime.ModelGPT2,
			runtime.ModelGPT2},
		rule{"model.task", fmt.Sprintf("%q", model.Task), r.Text != nil || model.Task == r.Task,
			fmt.Sprintf("the recipe's task, %q", r.Task)},
	)
}

// validateGraphs checks what differs in a recipe for questions about graphs.
func (r *Recipe) validateGraphs() error {
	if _, err := taskOf(r.Task); err != nil {
		return err
	}
	return check(
		rule{"graphs_per_step", r.GraphsPerStep, within(r.GraphsPerStep, 1, 1024), "1 to 1024"},
		rule{"queries_per_graph", r.QueriesPerGraph, within(r.QueriesPerGraph, 1, 64), "1 to 64"},
		rule{"chain_queries", r.ChainQueries, within(r.ChainQueries, 0, r.QueriesPerGraph), "0 to queries_per_graph"},
		rule{"init", r.Init, r.Init == "" || r.Init == initGPT2, `"" or "gpt2"`},
	)
}

// questionsPerStep is how many questions an optimizer step learns from.
func (r *Recipe) questionsPerStep() int {
	if r.Text != nil {
		return r.Text.QuestionsPerStep
	}
	return r.GraphsPerStep * r.QueriesPerGraph
}

// validate checks a stage of a recipe; at is the prefix of its fields' names.
func (s Stage) validate(r *Recipe, at string) error {
	most := maxThoughts / r.cThought()
	if (r.latent() == noLatent && r.Method != runtime.MethodNoThought) || s.Lookup {
		most = 0
	}
	removable := 0
	if r.Method == runtime.MethodICoT {
		removable = math.MaxInt
	}
	return check(
		rule{at + "thoughts", s.Thoughts, within(s.Thoughts, 0, most), s.wantThoughts(r, most)},
		rule{at + "taught", s.Taught, !s.Taught || r.latent() == thoughtLatent && r.Text == nil,
			"false for a method without thoughts and a recipe with text"},
		rule{at + "noise", s.Noise, s.Noise == 0 || s.Taught && within(s.Noise, 0, 4), "0 to 4, and 0 if not taught"},
		rule{at + "hops", s.Hops, s.Hops >= 0, "0 or more"},
		rule{at + "steps", s.Steps, s.Steps >= 1, "at least 1"},
		rule{at + "removed", s.Removed, within(s.Removed, 0, removable), "0, or more for method icot"},
		rule{at + "small_share", s.SmallShare, within(s.SmallShare, 0, 1), "0 to 1"},
		rule{at + "deep_share", s.DeepShare, s.DeepShare == 0 || r.canDeep() && within(s.DeepShare, 0, 1-s.SmallShare),
			"0 to what small_share leaves, and 0 for a task without deep graphs"},
		rule{at + "learning_rate", s.LearningRate, s.LearningRate >= 0, "0 or more"},
		rule{at + "superpose", s.Superpose, within(s.Superpose, 0, maxSuperpose), fmt.Sprintf("0 to %d", maxSuperpose)},
		rule{at + "min_nodes", s.MinNodes, s.MinNodes <= s.MaxNodes, "at most max_nodes"},
	)
}

// wantThoughts returns how many thoughts a stage may have, and why.
func (s Stage) wantThoughts(r *Recipe, most int) string {
	switch {
	case most > 0:
		return fmt.Sprintf("0 to %d", most)
	case s.Lookup:
		return "0 in a lookup stage"
	}
	return "0 for method " + r.Method
}
