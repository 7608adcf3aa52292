package train

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	. "github.com/gomlx/gomlx/core/graph" //nolint:revive // GoMLX's own style
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

var exact = quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatFloat32}

// toyTokenizer reads word problems of a few letters; its 32 tokens are as many as the fixtures have.
func toyTokenizer(t *testing.T) []byte {
	t.Helper()
	tokens := []string{"<|endoftext|>", "Ċ", "Ġ", "<<", ">>", "###", "##"}
	tokens = append(tokens, strings.Split("#<>=+?0123456789abcdefghx", "")...)
	kinds := slices.Repeat([]int32{bpe.Normal}, len(tokens))
	kinds[0] = bpe.Control
	tok, err := bpe.FromGGUF(bpe.GGUF{Tokens: tokens, Types: kinds, Merges: []string{"< <", "> >", "# #", "## #"},
		Pre: "gpt-2", BOS: -1, EOS: 0})
	if err != nil {
		t.Fatal(err)
	}
	if tok.VocabSize() != 32 {
		t.Fatalf("%d tokens, want 32", tok.VocabSize())
	}
	return tok.JSON()
}

// toyBase imports one of the fixtures as a language model.
func toyBase(t *testing.T, fixture string, files map[string][]byte) (dir string) {
	t.Helper()
	c, err := formats.Open(filepath.Join("../formats/testdata/pytorch", fixture))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if files == nil {
		files = map[string][]byte{tokenizer.File: toyTokenizer(t), tokenizer.GenerationFile: []byte(`{"eos_token_id": 0}`)}
	}
	return importAs(t, c, exact, files)
}

// importAs imports a model in some number formats.
func importAs(t *testing.T, c formats.Checkpoint, as quant.Formats, files map[string][]byte) (dir string) {
	t.Helper()
	dir = t.TempDir()
	options := formats.Options{Name: "toy", Formats: as, Files: files}
	if _, err := formats.Import(t.Context(), c, dir, options); err != nil {
		t.Fatal(err)
	}
	return dir
}

// toyData writes word problems for the toy tokenizer.
func toyData(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "toy.json")
	if err := os.WriteFile(path, []byte(`[
{"question": "a has 1 and b 2?", "steps": ["<<1+2=3>>"], "answer": "3"},
{"question": "c gets 2 + 2 + 1?", "steps": ["<<2+2=4>>", "<<4+1=5>>"], "answer": "5"},
{"question": "d?", "steps": [], "answer": "7"},
{"question": "e has 4 a, f 1, g 1?", "steps": ["<<4+1=5>>", "<<5+1=6>>", "<<6+0=6>>"], "answer": "6"},
{"question": "h 8", "steps": ["<<8+1=9>>"], "answer": "9"}
]`), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// toyRecipe fine-tunes a toy model through both kinds of stages.
func toyRecipe(method string, lora *LoRA) Recipe {
	return Recipe{Name: "toy", Task: "gsm8k", Method: method, Seed: 3, CThought: 2, PadLatentToMax: true,
		LearningRate: 1e-2, FinalLearningRate: 1e-3, WarmupSteps: 2, Beta1: 0.9, Beta2: 0.99, ClipNorm: 1,
		Text:   &Text{QuestionsPerStep: 4, QuestionsAtOnce: 2, Questions: 5, MaxTokens: 50, LoRA: lora},
		Stages: []Stage{{Steps: 5}, {Thoughts: 1, Steps: 4}}}
}

// toyRun trains, and stops after stop steps when that is not 0.
func toyRun(t *testing.T, recipe Recipe, opts Options, stop int) (last Progress, err error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	opts.Backend, opts.CheckpointEvery = "go", time.Hour
	opts.OnProgress = func(p Progress) {
		if last = p; p.Step == stop {
			cancel()
		}
	}
	if err := recipe.validate(); err != nil {
		t.Fatal(err)
	}
	err = Run(ctx, recipe, opts)
	return last, err
}

// checkpointOf reads a run's parameters.
func checkpointOf(t *testing.T, dir string) (checkpointHeader, map[string][]float32) {
	t.Helper()
	header, values, err := readCheckpoint(filepath.Join(dir, checkpointFile))
	if err != nil {
		t.Fatal(err)
	}
	floats, err := header.parameters(values)
	if err != nil {
		t.Fatal(err)
	}
	return header, floats
}

// TestTextResume checks that a run on texts that was stopped in either stage and resumed has the same weights, bit for
// bit, and that a checkpoint of adapters holds nothing else.
func TestTextResume(t *testing.T) {
	base, data := toyBase(t, "llama", nil), toyData(t)
	for name, lora := range map[string]*LoRA{"whole": nil, "adapters": {Rank: 2, Alpha: 4}} {
		t.Run(name, func(t *testing.T) {
			recipe := toyRecipe("coconut", lora)
			whole := Options{Dir: t.TempDir(), Init: base, Data: data}
			last, err := toyRun(t, recipe, whole, 0)
			if err != nil {
				t.Fatal(err)
			}
			if last.Step != 9 || last.Tokens == 0 || last.Loss <= 0 {
				t.Errorf("ended with %+v, want 9 steps, tokens and a loss", last)
			}
			header, want := checkpointOf(t, whole.Dir)
			for _, v := range header.Variables {
				if strings.HasPrefix(v.Path, sumScope) || strings.HasPrefix(v.Path, frozenScope) {
					t.Errorf("the checkpoint has %s", v.Path)
				}
			}
			if _, ok := want["h.0.attn.q.weight"]; ok != (lora == nil) {
				t.Errorf("the checkpoint has the whole model: %v", ok)
			}
			for _, stop := range []int{3, 7} {
				parts := Options{Dir: t.TempDir(), Init: base, Data: data}
				if _, err := toyRun(t, recipe, parts, stop); !errors.Is(err, context.Canceled) {
					t.Fatalf("stopped run: %v, want context.Canceled", err)
				}
				parts.Resume = true
				if _, err := toyRun(t, recipe, parts, 0); err != nil {
					t.Fatal(err)
				}
				_, got := checkpointOf(t, parts.Dir)
				for name, values := range want {
					if !slices.Equal(got[name], values) {
						t.Errorf("stopped after %d steps, %s differs", stop, name)
					}
				}
			}
		})
	}
}

// TestTextExport checks that what the runtime computes with an exported model is what the trainer computed with
// adapters beside frozen weights: logits after the thoughts, for both architectures.
func TestTextExport(t *testing.T) {
	for _, c := range []struct {
		fixture, method string
		lora            *LoRA
	}{
		{"llama", "coconut", &LoRA{Rank: 2, Alpha: 4}}, {"qwen3", "coconut", &LoRA{Rank: 2, Alpha: 4}},
		{"gpt2", "coconut", nil}, {"gpt2-untied", "pause-as-thought", &LoRA{Rank: 1, Alpha: 1, Matrices: []string{"h.*.mlp.*"}}},
	} {
		t.Run(c.fixture, func(t *testing.T) {
			recipe := toyRecipe(c.method, c.lora)
			opts := Options{Dir: t.TempDir(), Init: toyBase(t, c.fixture, nil), Data: toyData(t)}
			if _, err := toyRun(t, recipe, opts, 0); err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if _, _, err := Export(t.Context(), opts.Dir, dir, ExportOptions{Formats: exact}); err != nil {
				t.Fatal(err)
			}
			checkCard(t, dir, filepath.Base(opts.Init))
			m, err := completion.Open(t.Context(), weights.Dir(dir), nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := m.Wait(); err != nil {
				t.Fatal(err)
			}
			prompt, err := m.Question("b has 3 and a 4?", "")
			if err != nil {
				t.Fatal(err)
			}
			want := trainerLogits(t, opts, recipe, prompt, m.Runtime().Config().Latent.End)
			session := m.Runtime().NewSession()
			if err := session.Prefill(prompt); err != nil {
				t.Fatal(err)
			}
			for range m.Runtime().Config().Thoughts {
				if err := session.Think(); err != nil {
					t.Fatal(err)
				}
			}
			if err := session.Prefill(m.Runtime().Config().Latent.End); err != nil {
				t.Fatal(err)
			}
			got := make([]float32, m.Runtime().Config().VocabSize)
			if err := session.Logits(got); err != nil {
				t.Fatal(err)
			}
			requireNear(t, "logits", got, want, 2e-5)
		})
	}
}

// trainerLogits resumes a finished run, and returns the logits after a prompt, all latent steps and end.
func trainerLogits(t *testing.T, opts Options, recipe Recipe, prompt, end []int) []float32 {
	t.Helper()
	backend, err := NewBackend("go")
	if err != nil {
		t.Fatal(err)
	}
	defer backend.Finalize()
	opts.Resume, opts.Backend = true, "go"
	r := newRun(recipe, opts)
	if err := r.open(t.Context(), backend); err != nil {
		t.Fatal(err)
	}
	defer r.metrics.Close()
	l := r.lessons.(*textLessons)
	l.stage = recipe.Stages[len(recipe.Stages)-1]
	exec := model.MustNewExec(backend, r.store, func(_ *model.Scope, in []*Node) []*Node {
		net, p := l.latentPass(in[0], in[1])
		return []*Node{net.logits(p.hear(in[2], in[3], 0, 1))}
	})
	const pads = 3 // as beside a longer question
	head := append(make([]int32, pads), ids(prompt)...)
	i32 := tensors.FromFlatDataAndDimensions[int32]
	out := exec.MustCall(i32(head, 1, 1, len(head)), i32([]int32{pads}, 1, 1, 1), i32(ids(end), 1, 1, len(end)),
		i32([]int32{int32(recipe.latents(l.stage))}, 1, 1, 1))
	return tensors.MustCopyFlatData[float32](out[0])
}

func ids(tokens []int) []int32 {
	out := make([]int32, len(tokens))
	for i, id := range tokens {
		out[i] = int32(id)
	}
	return out
}

// TestTextLearns checks that every method learns five questions by heart, and that the exported model then answers them
// by its latent scheme.
func TestTextLearns(t *testing.T) {
	data := toyData(t)
	for _, c := range []struct {
		method, fixture string
		stages          []Stage
	}{
		{"cot", "gpt2", []Stage{{Steps: 150}}},
		{"no-cot", "llama", []Stage{{Steps: 100}}},
		{"icot", "llama", []Stage{{Steps: 80}, {Removed: 6, Steps: 80}, {Removed: 100, Steps: 80}}},
		{"pause", "llama", []Stage{{Thoughts: 1, Steps: 100}}},
		{"coconut", "qwen2", []Stage{{Steps: 80}, {Thoughts: 1, Steps: 80}, {Thoughts: 1, DropAll: true, Steps: 120}}},
	} {
		t.Run(c.method, func(t *testing.T) {
			recipe := toyRecipe(c.method, nil)
			recipe.Stages, recipe.Text.QuestionsPerStep, recipe.Text.QuestionsAtOnce = c.stages, 5, 0
			opts := Options{Dir: t.TempDir(), Init: toyBase(t, c.fixture, nil), Data: data}
			last, err := toyRun(t, recipe, opts, 0)
			if err != nil {
				t.Fatal(err)
			}
			dir := t.TempDir()
			if _, _, err := Export(t.Context(), opts.Dir, dir, ExportOptions{Formats: exact}); err != nil {
				t.Fatal(err)
			}
			m, err := completion.Open(t.Context(), weights.Dir(dir), nil)
			if err != nil {
				t.Fatal(err)
			}
			for question, want := range map[string]string{"a has 1 and b 2?": "3", "c gets 2 + 2 + 1?": "5", "h 8": "9"} {
				got, err := m.Reason(t.Context(), question, completion.ReasonOptions{Thoughts: -1, MaxTokens: 50}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if got.Answer != want || (len(got.Text) > len("### 3")) != (c.method == "cot") {
					t.Errorf("%q: %q, answer %q, want %q; loss %v", question, got.Text, got.Answer, want, last.Loss)
				}
			}
		})
	}
}

// TestSequences checks what each method makes of a question at a stage.
func TestSequences(t *testing.T) {
	e := &example{question: []int32{1, 2}, steps: [][]int32{{3, 4}, {5, 6}, {7}}, answer: []int32{8, 9}}
	for _, c := range []struct {
		method string
		stage  Stage
		want   sequence
	}{
		{"cot", Stage{}, sequence{head: []int32{1}, tail: []int32{2, 3, 4, 5, 6, 7, 8, 9}}},
		{"no-cot", Stage{}, sequence{head: []int32{1}, tail: []int32{2, 8, 9}}},
		{"icot", Stage{Removed: 100}, sequence{head: []int32{1}, tail: []int32{2, 8, 9}}},
		{"coconut", Stage{}, sequence{head: []int32{1}, tail: []int32{2, 3, 4, 5, 6, 7, 8, 9}}},
		{"coconut", Stage{Thoughts: 1}, sequence{head: []int32{1, 2, 20}, thoughts: 2, tail: []int32{21, 5, 6, 7, 8, 9}}},
		{"coconut", Stage{Thoughts: 5}, sequence{head: []int32{1, 2, 20}, thoughts: 10, tail: []int32{21, 8, 9}}},
		{"coconut", Stage{Thoughts: 1, DropAll: true}, sequence{head: []int32{1, 2, 20}, thoughts: 2, tail: []int32{21, 8, 9}}},
		{"pause", Stage{Thoughts: 2}, sequence{head: []int32{1, 2, 20}, thoughts: 4, tail: []int32{21, 8, 9}}},
		{"no-thought", Stage{Thoughts: 2}, sequence{head: []int32{1}, tail: []int32{2, 7, 8, 9}}},
	} {
		r := Recipe{Method: c.method, CThought: 2, PadLatentToMax: true}
		got := r.sequence(e, c.stage, &markers{start: 20, end: 21}, rand.New(rand.NewPCG(1, 2)))
		if !slices.Equal(got.head, c.want.head) || !slices.Equal(got.tail, c.want.tail) || got.thoughts != c.want.thoughts ||
			got.answer != 2 {
			t.Errorf("%s at %+v: %+v, want %+v", c.method, c.stage, got, c.want)
		}
	}
}

// TestTextOrder checks that an epoch has every question once, in an order of its own, and that the questions of a step
// are of similar length.
func TestTextOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	examples := make([]example, 1003)
	for i := range examples {
		examples[i].question = make([]int32, 20+rng.IntN(200))
	}
	s := &textSampler{recipe: &Recipe{Seed: 1, Text: &Text{QuestionsPerStep: 10}}, examples: examples}
	var first []int
	for epoch := range 2 {
		seen, spread := map[int]bool{}, 0
		for step := range 100 {
			order := s.order(epoch*100 + step)
			shortest, longest := 1000, 0
			for _, i := range order {
				seen[i] = true
				shortest, longest = min(shortest, examples[i].length()), max(longest, examples[i].length())
			}
			spread += longest - shortest
			if step == 0 && epoch == 0 {
				first = order
			} else if step == 0 && slices.Equal(first, order) {
				t.Error("both epochs begin alike")
			}
		}
		if len(seen) != 1000 {
			t.Errorf("epoch %d has %d different questions, want 1000", epoch, len(seen))
		}
		if mean := spread / 100; mean > 30 {
			t.Errorf("the lengths of a step differ by %d on average, want at most 30", mean)
		}
	}
}

// TestEqualBudget checks that the recipes that results compare see the same number of questions, and the same ones.
func TestEqualBudget(t *testing.T) {
	budgets := map[int][]string{}
	for _, method := range []string{"cot", "no-cot", "coconut"} {
		r, err := ReadRecipe("recipes/gsm8k-smollm2-" + method + ".json")
		if err != nil {
			t.Fatal(err)
		}
		steps := 0
		if method == "coconut" { // it begins with cot's weights after the first stage
			cot, err := ReadRecipe("recipes/gsm8k-smollm2-cot.json")
			if err != nil {
				t.Fatal(err)
			}
			steps = cot.Stages[0].Steps
		}
		for _, s := range r.Stages {
			steps += s.Steps
		}
		budgets[steps*r.questionsPerStep()] = append(budgets[steps*r.questionsPerStep()], method)
		text, err := json.Marshal(r.Text)
		if err != nil {
			t.Fatal(err)
		}
		if r.Method != method || r.Seed != 1 || !strings.Contains(string(text), `"questions":6947`) {
			t.Errorf("%s: method %s, seed %d, %s", method, r.Method, r.Seed, text)
		}
	}
	if len(budgets) != 1 {
		t.Errorf("the numbers of questions differ: %v", budgets)
	}
}

// TestDrawnTexts checks that a task's questions are generated where there is no data file, the same ones each time, and
// none that is excluded.
func TestDrawnTexts(t *testing.T) {
	draw := func(excluded map[string]bool) []string {
		recipe := Recipe{Task: "prosqa", Seed: 5, Text: &Text{Questions: 6}}
		items, _, err := newRun(recipe, Options{Excluded: excluded}).readItems()
		if err != nil {
			t.Fatal(err)
		}
		var keys []string
		for _, it := range items {
			if it.Text == "" || len(it.Steps) == 0 || it.Answer == "" {
				t.Errorf("incomplete: %+v", it)
			}
			key, err := prosqa.Task{}.ItemKey(it)
			if err != nil {
				t.Fatal(err)
			}
			keys = append(keys, key)
		}
		return keys
	}
	first, without := draw(nil), []string(nil)
	if len(first) != 6 || !slices.Equal(first, draw(nil)) {
		t.Errorf("%d questions, want 6, the same each time", len(first))
	}
	if without = draw(map[string]bool{first[2]: true}); len(without) != 6 || slices.Contains(without, first[2]) {
		t.Errorf("an excluded question was drawn among %d", len(without))
	}
}

// TestTextErrors checks that a model, data or recipe that does not fit is refused by name, before anything is trained.
func TestTextErrors(t *testing.T) {
	base, data := toyBase(t, "llama", nil), toyData(t)
	words := toyBase(t, "llama", map[string][]byte{
		tokenizer.File: mustTokenizer(t), tokenizer.GenerationFile: []byte(`{"eos_token_id": 0}`)})
	endless := toyBase(t, "llama", map[string][]byte{
		tokenizer.File: toyTokenizer(t), tokenizer.GenerationFile: []byte(`{}`)})
	mute := toyBase(t, "llama", map[string][]byte{})
	for name, c := range map[string]struct {
		change     func(*Recipe)
		init, data string
		want       string
		is         error
	}{
		"no model":         {init: "", data: data, want: "--init", is: ErrBase},
		"no folder":        {init: filepath.Join(base, "none"), data: data, want: "model folder", is: ErrBase},
		"a model of words": {init: shippedModel, data: data, want: "prosqa", is: ErrBase},
		"word tokenizer":   {init: words, data: data, want: "tokenizer.json", is: ErrBase},
		"no tokenizer":     {init: mute, data: data, want: "tokenizer.json", is: ErrBase},
		"no end":           {init: endless, data: data, want: "ends a text", is: ErrBase},
		"another model":    {func(r *Recipe) { r.Text.Base = "12" }, base, data, "the recipe's is 12", ErrBase},
		"bfloat16":         {func(r *Recipe) { r.Text.BFloat16 = true }, base, data, "text.bfloat16 is for XLA", ErrRecipe},
		"another file":     {func(r *Recipe) { r.Text.Data = "34" }, base, data, "the recipe's data is 34", ErrRecipe},
		"other questions":  {func(r *Recipe) { r.Text.Questions = 6 }, base, data, "there are 5: 0 of 5", ErrRecipe},
		"none excluded":    {func(r *Recipe) { r.Text.Questions = 4 }, base, data, "may be meant with --exclude", ErrRecipe},
		"unknown task":     {func(r *Recipe) { r.Task = "chess" }, base, "", `task "chess"`, ErrRecipe},
		"too few":          {func(r *Recipe) { r.Text.Questions, r.Text.MaxTokens = 0, 20 }, base, data, "only", ErrRecipe},
		"no generator":     {init: base, want: "--data", is: ErrRecipe},
		"no such matrix": {func(r *Recipe) { r.Text.LoRA = &LoRA{Rank: 1, Alpha: 1, Matrices: []string{"h.*.attn.x"}} },
			base, data, "h.*.attn.x", ErrRecipe},
		"too long": {func(r *Recipe) { r.Text.MaxTokens = 64 }, base, data, "max_tokens", ErrRecipe},
	} {
		t.Run(name, func(t *testing.T) {
			recipe := toyRecipe("coconut", nil)
			if c.change != nil {
				c.change(&recipe)
			}
			opts := Options{Dir: t.TempDir(), Init: c.init, Data: c.data, Backend: "go"}
			err := Run(t.Context(), recipe, opts)
			if err == nil || !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want an error of %v about %q", err, c.is, c.want)
			}
			if _, err := os.Stat(filepath.Join(opts.Dir, checkpointFile)); err == nil {
				t.Error("a checkpoint was written")
			}
		})
	}
}

// mustTokenizer is a tokenizer.json of whole words.
func mustTokenizer(t *testing.T) []byte {
	t.Helper()
	tok, err := Tokenizer("prosqa")
	if err != nil {
		t.Fatal(err)
	}
	return tok.JSON()
}

// TestExportBase checks that adapters are merged into the model they were trained on, wherever it is, and into no
// other.
func TestExportBase(t *testing.T) {
	base := toyBase(t, "llama", nil)
	opts := Options{Dir: t.TempDir(), Init: base, Data: toyData(t)}
	if _, err := toyRun(t, toyRecipe("coconut", &LoRA{Rank: 1, Alpha: 1}), opts, 0); err != nil {
		t.Fatal(err)
	}
	other := toyBase(t, "llama-untied", nil)
	_, _, err := Export(t.Context(), opts.Dir, t.TempDir(), ExportOptions{Formats: exact, Init: other})
	if !errors.Is(err, ErrBase) || !strings.Contains(err.Error(), other) {
		t.Errorf("another model: %v, want ErrBase", err)
	}
	moved := filepath.Join(t.TempDir(), "moved")
	if err := os.Rename(base, moved); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Export(t.Context(), opts.Dir, t.TempDir(), ExportOptions{Formats: exact}); !errors.Is(err, ErrBase) {
		t.Errorf("no model: %v, want ErrBase", err)
	}
	if _, _, err := Export(t.Context(), opts.Dir, t.TempDir(), ExportOptions{Formats: exact, Init: moved}); err != nil {
		t.Error(err)
	}
}

// TestTextChain checks that a run can start from what another one made, as the paper's Coconut starts from a chain of
// thought, unless that has the markers already.
func TestTextChain(t *testing.T) {
	data := toyData(t)
	made := func(recipe Recipe, base string) string {
		opts := Options{Dir: t.TempDir(), Init: base, Data: data}
		if _, err := toyRun(t, recipe, opts, 0); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		if _, _, err := Export(t.Context(), opts.Dir, dir, ExportOptions{Formats: exact}); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	chain, coconut := toyRecipe("cot", nil), toyRecipe("coconut", &LoRA{Rank: 1, Alpha: 1})
	chain.Stages = chain.Stages[:1]
	base := made(coconut, made(chain, toyBase(t, "llama", nil)))
	_, err := toyRun(t, coconut, Options{Dir: t.TempDir(), Init: base, Data: data}, 0)
	if !errors.Is(err, ErrBase) || !strings.Contains(err.Error(), markerTokens[0]) {
		t.Errorf("from a model with markers: %v, want ErrBase about them", err)
	}
}

// checkCard checks that a model says by which name the run knew what it started from, and not where that lay.
func checkCard(t *testing.T, dir, want string) {
	t.Helper()
	store, err := weights.Open(t.Context(), weights.Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	data, err := store.File(t.Context(), "training.json")
	if err != nil {
		t.Fatal(err)
	}
	var card modelCard
	if err := json.Unmarshal(data, &card); err != nil || card.State.Init != want {
		t.Errorf("the card says that the run began with %q, %v; want %q", card.State.Init, err, want)
	}
}
