package train

import (
	"context"
	"encoding/json"
	"fmt"

	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/weights"
)

// Golden is what the trainer's forward pass computes for one question, for comparison with the runtime.
type Golden struct {
	// Question is the English text, Prompt its tokens.
	Question string `json:"question"`
	Prompt   []int  `json:"prompt"`
	// Hidden are the hidden states at `<bot>`, at each latent step, and at `<eot>`, each [n_embd].
	Hidden [][]float32 `json:"hidden"`
	// Logits are those at `<eot>`, [vocab_size].
	Logits []float32 `json:"logits"`
}

// Goldens runs questions through the trainer's forward pass with the weights of a model folder (int8 ones dequantized).
func Goldens(ctx context.Context, modelDir string, questions []string) ([]Golden, error) {
	opened, err := weights.Open(ctx, weights.Dir(modelDir))
	if err != nil {
		return nil, err
	}
	file, err := opened.File(ctx, "tokenizer.json")
	if err != nil {
		return nil, err
	}
	tok, err := tokenizer.Load(file)
	if err != nil {
		return nil, err
	}
	loaded, err := opened.Load(ctx, nil)
	if err != nil {
		return nil, err
	}
	var cfg runtime.Config
	if err := json.Unmarshal(opened.Manifest().Config, &cfg); err != nil {
		return nil, fmt.Errorf("train: config: %w", err)
	}
	store := model.NewStore()
	if err := importTensors(store, paramScope, cfg, stored(loaded)); err != nil {
		return nil, err
	}
	backend, err := NewBackend("go")
	if err != nil {
		return nil, err
	}
	defer backend.Finalize()
	task, err := taskOf(cfg.Task)
	if err != nil {
		return nil, err
	}
	question := task.Layout().Question
	exec, err := model.NewExec(backend, store, func(_ *model.Scope, in []*Node) []*Node {
		return goldenGraph(cfg, question, store, in)
	})
	if err != nil {
		return nil, fmt.Errorf("train: build the forward program: %w", err)
	}
	exec.SetMaxCache(-1)
	var out []Golden
	for _, q := range questions {
		g, err := golden(exec, tok, cfg, q)
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}

// goldenGraph returns the hidden states [1, 1, thoughts+2, d] and the logits at `<eot>` [1, 1, 1, V].
func goldenGraph(cfg runtime.Config, question int, store *model.Store, in []*Node) []*Node {
	p := newPass(cfg, question, store, in[0], in[1])
	p.ask(in[2])
	states := append(p.think(cfg.Thoughts), p.last)
	eot := p.hear(in[3], in[4], 0, 1)
	return []*Node{Concatenate(append(states, eot), 2), p.net.logits(eot)}
}

func golden(exec *model.Exec, tok *tokenizer.Tokenizer, cfg runtime.Config, question string) (Golden, error) {
	prompt, err := tok.Encode(question)
	if err != nil {
		return Golden{}, err
	}
	task, err := taskOf(cfg.Task)
	if err != nil {
		return Golden{}, err
	}
	v, err := taskVocabulary(task)
	if err != nil {
		return Golden{}, err
	}
	length := task.Layout().Question
	var ids []int32
	for _, id := range prompt {
		ids = append(ids, int32(id))
	}
	facts := len(ids) - (length - 1)
	i32 := tensors.FromFlatDataAndDimensions[int32]
	out, err := exec.Exec(i32(ids[:facts], 1, 1, facts), i32([]int32{int32(facts)}, 1, 1, 1),
		i32(append(ids[facts:], v.bot), 1, 1, length),
		i32([]int32{v.word(tokenizer.Eot)}, 1, 1, 1), i32([]int32{int32(cfg.Thoughts)}, 1, 1, 1))
	if err != nil {
		return Golden{}, fmt.Errorf("train: forward: %w", err)
	}
	g := Golden{Question: question, Prompt: prompt, Logits: tensors.MustCopyFlatData[float32](out[1])}
	flat := tensors.MustCopyFlatData[float32](out[0])
	for i := 0; i < len(flat); i += cfg.Width {
		g.Hidden = append(g.Hidden, flat[i:i+cfg.Width])
	}
	return g, nil
}
