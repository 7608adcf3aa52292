package completion_test

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

func same(*gguf.File) {}

func open(t testing.TB, change func(*gguf.File)) *completion.Model {
	t.Helper()
	m, err := completion.Open(t.Context(), weights.Dir(toymodel.Import(t, change)), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// generate continues a prompt, and checks that the stream and the result agree.
func generate(t testing.TB, m *completion.Model, prompt []int, o completion.Options) *completion.Result {
	t.Helper()
	var text strings.Builder
	var ids []int
	r, err := m.Generate(t.Context(), prompt, o, func(token completion.Token) {
		text.WriteString(token.Text)
		if token.ID >= 0 {
			ids = append(ids, token.ID)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if text.String() != r.Text || !slices.Equal(ids, r.IDs) {
		t.Errorf("the stream says %q %v, the result %q %v", text.String(), ids, r.Text, r.IDs)
	}
	return r
}

// TestGenerateIsTheRuntimes compares the greedy text with a loop over the runtime's session.
func TestGenerateIsTheRuntimes(t *testing.T) {
	m := open(t, toymodel.Endless)
	for _, thoughts := range []int{0, 3} {
		session := m.Runtime().NewSession()
		prompt := []int{3, 8, 9}
		if err := session.Prefill(prompt); err != nil {
			t.Fatal(err)
		}
		for range thoughts {
			if err := session.Think(); err != nil {
				t.Fatal(err)
			}
		}
		var want []int
		for range 20 {
			id, err := session.Best()
			if err != nil {
				t.Fatal(err)
			}
			if slices.Contains(m.Ends(), id) {
				break
			}
			if want = append(want, id); session.Step(id) != nil {
				t.Fatal("no step")
			}
		}
		r := generate(t, m, prompt, completion.Options{MaxTokens: 20, Thoughts: thoughts})
		if !slices.Equal(r.IDs, want) || r.Prompt != 3 || r.Thoughts != thoughts {
			t.Errorf("%d thoughts: %+v, want %v", thoughts, r, want)
		}
	}
}

// TestCandidates checks log probabilities: of all tokens they add up to one, and the chosen token has its own.
func TestCandidates(t *testing.T) {
	m := open(t, toymodel.Endless)
	o := completion.Options{MaxTokens: 5, Top: len(toymodel.Tokens)}
	o.Temperature, o.Seed = 5, 3 // the distribution is the model's, not the hot one
	_, err := m.Generate(t.Context(), []int{3}, o, func(token completion.Token) {
		sum := 0.0
		for i, c := range token.Top {
			sum += math.Exp(c.LogProb)
			if i > 0 && c.Logit > token.Top[i-1].Logit {
				t.Errorf("candidate %d is likelier than the one before", i)
			}
			if c.ID == token.ID && (c.LogProb != token.LogProb || c.Logit != token.Logit || c.Token != token.Token) {
				t.Errorf("token %+v is another among the candidates: %+v", token, c)
			}
		}
		if token.ID >= 0 && math.Abs(sum-1) > 1e-6 {
			t.Errorf("the probabilities of all tokens add up to %v", sum)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestStop cuts a text at every string in it, held against cutting the whole text afterwards.
func TestStop(t *testing.T) {
	m := open(t, toymodel.Endless)
	o := completion.Options{MaxTokens: 40}
	o.Temperature, o.Seed = 2, 8
	all := generate(t, m, []int{3, 4}, o)
	whole := all.Text
	if strings.Contains(whole, "<|") || !slices.ContainsFunc(all.IDs, func(id int) bool { return id < 3 }) {
		t.Errorf("%v is written as %q; want special tokens, and not their names", all.IDs, whole)
	}
	if len(whole) < 20 {
		t.Fatalf("%q is too short for this test", whole)
	}
	for from := range len(whole) {
		for to := from + 1; to <= min(len(whole), from+6); to++ {
			o.Stop = []string{"no such text", whole[from:to]}
			r := generate(t, m, []int{3, 4}, o)
			if want := whole[:strings.Index(whole, whole[from:to])]; r.Text != want || r.Finish != completion.FinishStop {
				t.Errorf("stopped at %q: %q, %s; want %q", whole[from:to], r.Text, r.Finish, want)
			}
		}
	}
	o.Stop = []string{whole[len(whole)-1:] + "never"}
	if r := generate(t, m, []int{3, 4}, o); r.Text != whole || r.Finish != all.Finish {
		t.Errorf("what may have been a stop is lost: %q, want %q", r.Text, whole)
	}
	free := generate(t, m, []int{3, 4}, completion.Options{MaxTokens: 9, Sampling: o.Sampling})
	r := generate(t, m, []int{3, 4}, completion.Options{MaxTokens: 9, Sampling: o.Sampling, StopIDs: free.IDs[2:3]})
	if n := slices.Index(free.IDs, free.IDs[2]); !slices.Equal(r.IDs, free.IDs[:n]) || r.Finish != completion.FinishStop {
		t.Errorf("stopped by a token: %+v, want %v", r, free.IDs[:n])
	}
}

// TestSeeds draws twice with each seed.
func TestSeeds(t *testing.T) {
	m := open(t, toymodel.Endless)
	texts := map[string]bool{}
	for seed := range uint64(5) {
		o := completion.Options{MaxTokens: 12, Sampling: runtime.Sampling{Temperature: 1, TopP: 0.95, Seed: seed}}
		first, second := generate(t, m, []int{3}, o), generate(t, m, []int{3}, o)
		if first.Text != second.Text {
			t.Errorf("seed %d: %q and %q", seed, first.Text, second.Text)
		}
		texts[first.Text] = true
	}
	if len(texts) < 2 {
		t.Errorf("all seeds give %v", texts)
	}
}

// TestPrefixes asks for the turns of a chat with and without an earlier one: the same texts, and only the new tokens
// are read.
func TestPrefixes(t *testing.T) {
	m := open(t, toymodel.Endless)
	first := []int{3, 8, 9, 6, 4}
	one := generate(t, m, first, completion.Options{MaxTokens: 6})
	for name, c := range map[string]struct {
		prompt []int
		cached int
	}{
		"the next turn":    {slices.Concat(first, one.IDs, []int{5, 7}), len(first) + len(one.IDs) - 1},
		"another question": {[]int{3, 8, 9, 5, 5}, 3},
		"the same":         {first, len(first) - 1},
		"a beginning":      {first[:2], 1},
		"something else":   {[]int{10, 11}, 0},
	} {
		o := completion.Options{MaxTokens: 6}
		fresh := generate(t, open(t, toymodel.Endless), c.prompt, o)
		if fresh.Cached != 0 {
			t.Errorf("%s: a new model has %d tokens", name, fresh.Cached)
		}
		again := generate(t, m, c.prompt, o)
		if again.Cached < c.cached || !slices.Equal(again.IDs, fresh.IDs) {
			t.Errorf("%s: %d tokens were cached, want %d; %v, want %v", name, again.Cached, c.cached, again.IDs, fresh.IDs)
		}
	}
	thinking := completion.Options{MaxTokens: 4, Thoughts: 2}
	generate(t, m, []int{11, 10, 9}, thinking)
	fresh := generate(t, open(t, toymodel.Endless), []int{11, 10, 9, 8, 7}, completion.Options{MaxTokens: 9})
	again := generate(t, m, []int{11, 10, 9, 8, 7}, completion.Options{MaxTokens: 9})
	if again.Cached != 3 || !slices.Equal(again.IDs, fresh.IDs) {
		t.Errorf("%d tokens are taken from a sequence with thoughts, want the 3 before them; %v, want %v", again.Cached,
			again.IDs, fresh.IDs)
	}
}

// TestConcurrentPrefixes lets many goroutines ask for what begins alike, for the race detector.
func TestConcurrentPrefixes(t *testing.T) {
	m := open(t, toymodel.Endless)
	want := generate(t, open(t, toymodel.Endless), []int{3, 4, 5}, completion.Options{MaxTokens: 30}).Text
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 5 {
				r, err := m.Generate(context.Background(), []int{3, 4, 5}, completion.Options{MaxTokens: 30}, nil)
				if err != nil || r.Text != want {
					t.Errorf("%+v, %v; want %q", r, err, want)
				}
			}
		})
	}
	wait.Wait()
}

// TestCancel stops a text after three tokens: what was read is kept for the next.
func TestCancel(t *testing.T) {
	m := open(t, toymodel.Endless)
	why := errors.New("enough")
	ctx, stop := context.WithCancelCause(t.Context())
	n := 0
	_, err := m.Generate(ctx, []int{3, 4, 5}, completion.Options{}, func(completion.Token) {
		if n++; n == 3 {
			stop(why)
		}
	})
	if !errors.Is(err, why) || n != 3 {
		t.Errorf("after %d tokens: %v, want %v after 3", n, err, why)
	}
	if r := generate(t, m, []int{3, 4, 5, 6}, completion.Options{MaxTokens: 1}); r.Cached != 3 {
		t.Errorf("%d tokens were cached, want 3", r.Cached)
	}
}

// TestPrefill hears of the prompt's parts.
func TestPrefill(t *testing.T) {
	m := open(t, same)
	prompt := slices.Repeat([]int{3}, toymodel.Context-1)
	var read []int
	generate(t, m, prompt, completion.Options{OnPrefill: func(n, total int) {
		if total != len(prompt) {
			t.Errorf("the total is %d, want %d", total, len(prompt))
		}
		read = append(read, n)
	}})
	if len(read) < 2 || read[0] != 0 || read[len(read)-1] != len(prompt) {
		t.Errorf("heard %v", read)
	}
}

func TestChat(t *testing.T) {
	m := open(t, same)
	if !m.Chats() || !slices.Equal(m.Ends(), []int{0, 2}) {
		t.Fatalf("chats: %t, ends %v", m.Chats(), m.Ends())
	}
	prompt, err := m.Chat([]completion.Message{{Role: "user", Text: "ab"}})
	if err != nil || prompt[0] != 1 || !slices.Contains(prompt, 2) {
		t.Errorf("the prompt is %v, %v", prompt, err)
	}
	words, err := completion.Open(t.Context(), weights.Dir("../weights/models/prosqa-coconut"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := words.Chat(nil); !errors.Is(err, completion.ErrNoChat) {
		t.Errorf("a model of words chats: %v", err)
	}
	if r := generate(t, words, []int{1, 2, 3}, completion.Options{MaxTokens: 3}); strings.Count(r.Text,
		" ") != len(r.IDs)-1 {
		t.Errorf("a model of words says %q", r.Text)
	}
}

func TestErrors(t *testing.T) {
	m := open(t, same)
	for name, c := range map[string]struct {
		prompt []int
		o      completion.Options
		want   error
	}{
		"empty":       {nil, completion.Options{}, completion.ErrPrompt},
		"too long":    {slices.Repeat([]int{3}, toymodel.Context), completion.Options{}, completion.ErrPrompt},
		"no room":     {[]int{3}, completion.Options{Thoughts: toymodel.Context - 1}, completion.ErrPrompt},
		"no token":    {[]int{99}, completion.Options{}, runtime.ErrToken},
		"negative":    {[]int{3}, completion.Options{Top: -1}, completion.ErrOptions},
		"empty stop":  {[]int{3}, completion.Options{Stop: []string{""}}, completion.ErrOptions},
		"many stops":  {[]int{3}, completion.Options{Stop: make([]string, 17)}, completion.ErrOptions},
		"temperature": {[]int{3}, completion.Options{Sampling: runtime.Sampling{Temperature: -1}}, runtime.ErrOptions},
	} {
		if r, err := m.Generate(t.Context(), c.prompt, c.o, nil); !errors.Is(err, c.want) || r != nil {
			t.Errorf("%s: %+v, %v; want %v", name, r, err, c.want)
		}
	}
}
