package reasoner

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/weights"
)

const question = "Every shumpus is a rempus. Every terpus is a gerpus. Tom is a terpus. Davis is a shumpus. Is Tom a " +
	"gerpus or rempus?"

func shipped(t *testing.T) *Reasoner {
	t.Helper()
	r, err := Load(t.Context(), weights.Dir("../weights/models/prosqa-coconut"), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestAskTrace checks what a trace promises: one step for every token and thought, in order, with top-k if requested.
func TestAskTrace(t *testing.T) {
	r := shipped(t)
	var heard []Step
	res, err := r.Ask(t.Context(), question, Options{Thoughts: 4, TopK: 3, Trace: true, Hidden: true},
		func(s Step) { heard = append(heard, s) })
	if err != nil {
		t.Fatal(err)
	}
	if len(heard) != len(res.Steps) {
		t.Errorf("heard of %d steps, the trace has %d", len(heard), len(res.Steps))
	}
	counts := map[string]int{}
	for _, s := range res.Steps {
		counts[s.Kind]++
		if s.Kind == "thought" && (len(s.Top) != 3 || len(s.Direct) != 3 || len(s.Hidden) == 0) {
			t.Errorf("thought %d has %d and %d candidates and %d hidden values", s.Index, len(s.Top), len(s.Direct),
				len(s.Hidden))
		}
	}
	if counts["thought"] != 4 || counts["prompt"] != res.PromptTokens || counts["bot"] != 1 || counts["eot"] != 1 ||
		counts["token"] != len(res.Tokens) {
		t.Errorf("steps by kind: %v; want 4 thoughts, %d prompt and %d answer tokens", counts, res.PromptTokens,
			len(res.Tokens))
	}
	if res.Expected != "Tom is a gerpus." || !slices.Equal(res.Path, []string{"Tom", "terpus", "gerpus"}) {
		t.Errorf("the oracle expects %q by %v", res.Expected, res.Path)
	}
}

// TestAskInOwnWords checks that only the facts count: the same question in other words gets the same answer in those
// words.
func TestAskInOwnWords(t *testing.T) {
	r := shipped(t)
	plain, err := r.Ask(t.Context(), question, Options{Thoughts: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if plain.Thoughts != r.Info().Thoughts {
		t.Errorf("%d thoughts, want the model's own %d", plain.Thoughts, r.Info().Thoughts)
	}
	own, err := r.Ask(t.Context(), strings.NewReplacer("Tom", "Hypatia", "gerpus", "cat", "rempus", "stone").
		Replace(question), Options{Thoughts: -1}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(own.Aliases) != 3 || own.Aliases["cat"] == "" || strings.Contains(own.Answer, own.Aliases["cat"]) {
		t.Errorf("answer %q with aliases %v: want the asker's words", own.Answer, own.Aliases)
	}
	if own.Expected != "Hypatia is a cat." {
		t.Errorf("the oracle expects %q, want Hypatia is a cat.", own.Expected)
	}
}

func TestAskErrors(t *testing.T) {
	r := shipped(t)
	var syntax *tasks.SyntaxError
	if _, err := r.Ask(t.Context(), "Tom is a gerpus. Cats purr loudly. Is Tom a gerpus or cat?", Options{},
		nil); !errors.As(err, &syntax) || syntax.Sentence != 2 {
		t.Errorf("error is %v, want a *tasks.SyntaxError about sentence 2", err)
	}
	if _, err := r.Ask(t.Context(), question, Options{Thoughts: 10_000}, nil); !errors.As(err, new(*TooLongError)) {
		t.Errorf("error is %v, want a TooLongError", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := r.Ask(ctx, question, Options{}, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v, want context.Canceled", err)
	}
}

// TestWithoutThoughts checks that the answer is forced at once: the marker comes first.
func TestWithoutThoughts(t *testing.T) {
	res, err := shipped(t).Ask(t.Context(), question, Options{Thoughts: 6, WithoutThoughts: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.Thoughts != 0 || res.Tokens[0] != tokenizer.AnswerMarker {
		t.Errorf("%d thoughts and tokens %v, want none and the answer marker first", res.Thoughts, res.Tokens)
	}
}

func TestAnswerText(t *testing.T) {
	w := words{back: map[string]string{"lempus": "cat"}}
	for _, c := range []struct {
		tokens []string
		want   string
	}{
		{strings.Fields("### Tom lempus . <eos>"), "Tom is a cat."},
		{strings.Fields("Tom terpus . terpus lempus . ### Tom lempus . <eos>"), "Tom is a cat."},
		{strings.Fields("### ### Tom lempus ."), "Tom is a cat."},
		{strings.Fields("Tom lempus ."), ""},
		{strings.Fields("### Tom"), "Tom"},
		{strings.Fields("impus Tom . ### Tom impus . <eos>"), "Tom is an impus."},
		{nil, ""},
	} {
		got := ""
		if said, ok := afterMarker(c.tokens); ok {
			got = (&prosqa.Question{}).Say(w.all(said))
		}
		if got != c.want {
			t.Errorf("the answer in %q is %q, want %q", c.tokens, got, c.want)
		}
	}
}

// FuzzAsk asks the shipped models anything, with any number of thoughts: the answer is the same the second time, its
// numbers are probabilities and times, and a question that cannot be answered gives an error that says whose fault it
// is.
func FuzzAsk(f *testing.F) {
	f.Add(question, 4, false)
	f.Add("Rex is a cat. Every cat is an animal. Every animal is a thing. Ann is a rock. Is Rex a rock or thing?", -1,
		false)
	f.Add("Tumpuses are happy. Alex is a tumpus. True or false: Alex is happy.", 2, true)
	f.Add("Tom is a lempus. Is Tom a lempus or lempus?", 0, false)
	f.Add("Is is a is. Is Is a is or a?", 1000, false)
	models := map[bool]*Reasoner{}
	for pronto, name := range map[bool]string{false: "prosqa-coconut", true: "prontoqa-coconut"} {
		r, err := Load(context.Background(), weights.Dir("../weights/models/"+name), nil)
		if err != nil {
			f.Fatal(err)
		}
		models[pronto] = r
	}
	known := func(err error) bool {
		return errors.As(err, new(*tasks.SyntaxError)) || errors.As(err, new(*tasks.UnknownWordError)) ||
			errors.As(err, new(*TooLongError)) ||
			errors.Is(err, runtime.ErrContextFull) || errors.Is(err, runtime.ErrOptions)
	}
	f.Fuzz(func(t *testing.T, text string, thoughts int, pronto bool) {
		if thoughts > 12 && thoughts < 512 {
			t.Skip("as long as there is room, more thoughts take more time, and nothing else")
		}
		o := Options{Thoughts: thoughts, TopK: 2, Trace: true, Nodes: true, Hidden: true}
		res, err := models[pronto].Ask(t.Context(), text, o, nil)
		if err != nil {
			if !known(err) {
				t.Fatalf("error %v", err)
			}
			return
		}
		again, err := models[pronto].Ask(t.Context(), text, o, nil)
		if err != nil || again.Answer != res.Answer || len(again.Steps) != len(res.Steps) {
			t.Fatalf("the second time: %+v, %v; the first: %+v", again, err, res)
		}
		for i, s := range res.Steps {
			if !slices.Equal(s.Hidden, again.Steps[i].Hidden) {
				t.Fatalf("step %d has another hidden state the second time", i)
			}
			for _, p := range slices.Concat(s.Values, s.Answers, []float32{s.Speaks}) {
				if !(p >= 0 && p <= 1.0001) {
					t.Fatalf("step %d: a probability of %v", i, p)
				}
			}
		}
		if !slices.Contains([]string{"right", "wrong", "malformed", "undecidable"}, res.Verdict) || res.TotalMS < 0 {
			t.Fatalf("verdict %q, %v ms", res.Verdict, res.TotalMS)
		}
	})
}
