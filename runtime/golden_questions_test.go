package runtime_test

import (
	"cmp"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/simd"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

var update = flag.Bool("update", false, "write testdata/golden_questions.json again")

const (
	goldenQuestionsFile = "testdata/golden_questions.json"
	goldenUpdate        = "go test ./runtime -run '^TestGoldenQuestions$' -update"
)

//go:embed testdata/golden_questions.json
var goldenQuestionsJSON []byte // embedded, because a browser cannot read files

// goldenFormats are the number formats of the layers' matrices that the file has answers for: the one we ship, and int4
// converted from it.
var goldenFormats = []quant.Format{quant.FormatInt8, quant.FormatInt4}

// goldenQuestions is the file: what the shipped model answers to 50 questions, to the bit.
type goldenQuestions struct {
	// Model is a hash of the model's manifest, which names all its weights by their hashes.
	Model     string                         `json:"model"`
	Questions []string                       `json:"questions"`
	Runs      map[quant.Format][]goldenTrace `json:"runs"` // a trace for each question
}

// goldenTrace is one answer, and a hash of every hidden state on the way to it.
type goldenTrace struct {
	Answer string `json:"answer"`
	Hidden string `json:"hidden"`
}

// TestGoldenQuestions proves that the shipped model answers 50 questions with the same bits wherever this test runs, as
// int8 and as int4: every hidden state from <bot> on. The end-to-end tests run it with each kernel, in each engine
// (TestKernels of e2e and e2e/edge), where COCONUT_MODEL is the model's address.
func TestGoldenQuestions(t *testing.T) {
	t.Log("kernels:", simd.Variant())
	m := loadGoldenModel(t)
	var want goldenQuestions
	if err := json.Unmarshal(goldenQuestionsJSON, &want); err != nil {
		t.Fatal(err)
	}
	if *update {
		want = goldenQuestions{Model: m.hash, Questions: make([]string, 50), Runs: map[quant.Format][]goldenTrace{}}
		for i, g := 0, prosqa.NewGenerator(20261126); i < len(want.Questions); i++ {
			want.Questions[i] = g.Next().Question
		}
		for _, f := range goldenFormats {
			want.Runs[f] = m.answer(t, f, want.Questions)
		}
		data, err := json.MarshalIndent(want, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(goldenQuestionsFile, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want.Model != m.hash {
		t.Fatalf("the shipped model is another one than that of %s; make it again: %s", goldenQuestionsFile, goldenUpdate)
	}
	if len(want.Questions) != 50 || len(want.Runs) != len(goldenFormats) {
		t.Fatalf("%d questions in %d formats, want 50 in %d", len(want.Questions), len(want.Runs), len(goldenFormats))
	}
	for _, f := range goldenFormats {
		for i, got := range m.answer(t, f, want.Questions) {
			if got != want.Runs[f][i] {
				t.Errorf("%s, question %d: %+v, want %+v", f, i, got, want.Runs[f][i])
			}
		}
	}
}

// goldenModel is the shipped model as it is stored.
type goldenModel struct {
	hash    string
	config  runtime.Config
	tok     *tokenizer.Tokenizer
	weights *weights.Weights
}

func loadGoldenModel(t *testing.T) goldenModel {
	t.Helper()
	store, err := weights.Open(t.Context(),
		modelSource(cmp.Or(os.Getenv("COCONUT_MODEL"), "../weights/models/prosqa-coconut")))
	if err != nil {
		t.Fatal(err)
	}
	manifest, err := json.Marshal(store.Manifest())
	if err != nil {
		t.Fatal(err)
	}
	m := goldenModel{hash: hash(manifest)}
	if m.config, err = runtime.ParseConfig(store.Manifest().Config); err != nil {
		t.Fatal(err)
	}
	if m.weights, err = store.Load(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	file, err := store.File(t.Context(), "tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	if m.tok, err = tokenizer.Load(file); err != nil {
		t.Fatal(err)
	}
	return m
}

// in returns a runtime's model with its matrices in a number format.
func (m goldenModel) in(t *testing.T, f quant.Format) *runtime.Model {
	t.Helper()
	formats := quant.DefaultFormats
	formats.Matrices = f
	tensors, _, err := formats.Model(m.config.Tensors(), m.weights)
	if err != nil {
		t.Fatal(err)
	}
	byName := namedTensors{}
	for _, tensor := range tensors {
		byName[tensor.Name] = tensor
	}
	model, err := runtime.NewModel(m.config, byName)
	if err != nil {
		t.Fatal(err)
	}
	if err := model.SetTokenizer(m.tok); err != nil {
		t.Fatal(err)
	}
	return model
}

// answer runs the model on the questions.
func (m goldenModel) answer(t *testing.T, f quant.Format, questions []string) []goldenTrace {
	t.Helper()
	model := m.in(t, f)
	var traces []goldenTrace
	for _, q := range questions {
		prompt, err := m.tok.Encode(q)
		if err != nil {
			t.Fatal(err)
		}
		r, err := model.Generate(context.Background(), prompt, runtime.Options{Thoughts: m.config.Thoughts}, nil)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, id := range r.Tokens {
			said = append(said, m.tok.Token(id))
		}
		var bits []byte
		for _, s := range r.Steps {
			for _, v := range s.Hidden {
				bits = binary.LittleEndian.AppendUint32(bits, math.Float32bits(v))
			}
		}
		// <bot>, thoughts, <eot>, and the answer without <eos>
		if want := 4 * m.config.Width * (1 + m.config.Thoughts + 1 + len(r.Tokens) - 1); len(bits) != want {
			t.Fatalf("%d bytes of hidden states, want %d", len(bits), want)
		}
		traces = append(traces, goldenTrace{strings.Join(said, " "), hash(bits)})
	}
	return traces
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// namedTensors is a runtime.TensorSource.
type namedTensors map[string]weights.Tensor

func (n namedTensors) Tensor(name string) (weights.Tensor, error) {
	if t, ok := n[name]; ok {
		return t, nil
	}
	return weights.Tensor{}, fmt.Errorf("no tensor %s", name)
}
