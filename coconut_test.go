package coconut_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

var update = flag.Bool("update", false, "write testdata/babble again")

const shipped = "weights/models/prosqa-coconut"

func opened(t *testing.T, options ...coconut.OpenOption) *coconut.Model {
	t.Helper()
	model, err := coconut.Open(t.Context(), os.DirFS(shipped), options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { model.Close() })
	return model
}

// TestReasonIsAsk compares the façade with the package behind it, step by step.
func TestReasonIsAsk(t *testing.T) {
	model := opened(t)
	r, err := reasoner.Load(t.Context(), weights.Dir(shipped), nil)
	if err != nil {
		t.Fatal(err)
	}
	want, err := r.Ask(t.Context(), question, reasoner.Options{Thoughts: 3, Trace: true, TopK: 2, Hidden: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []coconut.Step
	for s, err := range model.Reason(t.Context(), question, coconut.Thoughts(3), coconut.TopK(2), coconut.Hidden()) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, s)
	}
	if len(got) != len(want.Steps) {
		t.Fatalf("%d steps, want %d", len(got), len(want.Steps))
	}
	for i, s := range got {
		if s.Kind != want.Steps[i].Kind || s.Token != want.Steps[i].Token || !slices.Equal(s.Hidden, want.Steps[i].Hidden) ||
			!slices.Equal(s.Top, want.Steps[i].Top) {
			t.Errorf("step %d: %+v, want %+v", i, s, want.Steps[i])
		}
	}
	res, err := model.Answer(t.Context(), question, coconut.Thoughts(3))
	if err != nil || res.Answer != want.Answer || res.Steps != nil {
		t.Errorf("%+v, %v; want the answer %q without steps", res, err, want.Answer)
	}
}

// TestThreads: with several threads a model gives the same hidden states.
func TestThreads(t *testing.T) {
	var want []float32
	for _, threads := range []int{0, 1, 3} {
		model := opened(t, coconut.WithThreads(threads))
		var states []float32
		for s, err := range model.Reason(t.Context(), question, coconut.Hidden()) {
			if err != nil {
				t.Fatal(err)
			}
			states = append(states, s.Hidden...)
		}
		if want == nil {
			want = states
		}
		if len(states) == 0 || len(states)%model.Width() != 0 || !slices.Equal(states, want) {
			t.Errorf("%d threads give other hidden states", threads)
		}
	}
}

func TestReasonEnds(t *testing.T) {
	model := opened(t)
	steps := 0
	for _, err := range model.Reason(t.Context(), question) {
		if err != nil {
			t.Fatal(err)
		}
		if steps++; steps == 2 {
			break
		}
	}
	if steps != 2 {
		t.Errorf("went on for %d steps", steps)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx      context.Context
		question string
		is       func(error) bool
	}{
		"canceled":   {canceled, question, func(err error) bool { return errors.Is(err, context.Canceled) }},
		"unreadable": {t.Context(), "Tom.", func(err error) bool { return errors.As(err, new(*tasks.SyntaxError)) }},
	} {
		var last error
		for _, err := range model.Reason(c.ctx, c.question) {
			last = err
		}
		if !c.is(last) {
			t.Errorf("%s: the last error is %v", name, last)
		}
	}
}

func TestIntervene(t *testing.T) {
	model := opened(t)
	usual, err := model.Answer(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	without, err := model.Answer(t.Context(), question, coconut.WithoutThoughts())
	if err != nil || without.Thoughts != 0 || usual.Thoughts != model.Info().Thoughts {
		t.Errorf("%+v, %v; the usual answer has %d thoughts", without, err, usual.Thoughts)
	}
	if _, err := model.Answer(t.Context(), question,
		coconut.Intervene(reasoner.Change{Kind: "flip"})); !errors.Is(err, reasoner.ErrChange) {
		t.Errorf("an intervention that there is not: %v", err)
	}
}

// TestSeveralAtOnce: a model answers several goroutines at once, each as if it were alone.
func TestSeveralAtOnce(t *testing.T) {
	model := opened(t)
	want, err := model.Answer(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			if got, err := model.Answer(t.Context(), question); err != nil || got.Answer != want.Answer ||
				!slices.Equal(got.Tokens, want.Tokens) {
				t.Errorf("%+v, %v", got, err)
			}
		})
	}
	group.Wait()
}

func TestComplete(t *testing.T) {
	model := opened(t)
	var ids []int
	for token, err := range model.Complete(t.Context(), "Tom is a terpus.", coconut.CompleteOptions{MaxTokens: 4}) {
		if err != nil {
			t.Fatal(err)
		}
		if model.Token(token.ID) != token.Token || strings.TrimSpace(token.Text) != token.Token {
			t.Errorf("token %d is %q, %q and %q", token.ID, token.Text, token.Token, model.Token(token.ID))
		}
		ids = append(ids, token.ID)
	}
	if len(ids) != 4 {
		t.Fatalf("%d tokens, want 4", len(ids))
	}
	for token := range model.Complete(t.Context(), "Tom is a terpus.", coconut.CompleteOptions{StopIDs: ids[:1]}) {
		t.Errorf("said %q in spite of the stop", token.Text)
	}
	var last error
	for _, err := range model.Complete(t.Context(), "Tom is a zebra.", coconut.CompleteOptions{}) {
		last = err
	}
	if last == nil || last.Error() == "" {
		t.Error("an unknown word is completed")
	}
}

// TestBabble holds the language model of the examples to the package that makes it; go test . -update writes it again.
func TestBabble(t *testing.T) {
	const folder = "testdata/babble"
	made := filepath.Join(t.TempDir(), "babble")
	if *update {
		made = folder
	}
	if err := toymodel.ImportTo(t.Context(), made, toymodel.Roomy); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(made, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		got, err := os.ReadFile(folder + strings.TrimPrefix(path, made))
		if err == nil && !bytes.Equal(got, want) {
			t.Errorf("%s differs from what is made now", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestText opens a language model: it completes and chats as package completion does, and answers no questions.
func TestText(t *testing.T) {
	dir := toymodel.Import(t, toymodel.Endless)
	model, err := coconut.Open(t.Context(), os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	want, err := completion.Open(t.Context(), weights.Dir(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	messages, o := []coconut.Message{{Role: "user", Text: "ab"}}, coconut.CompleteOptions{MaxTokens: 9}
	o.Temperature, o.Seed = 1, 4
	prompt, err := want.Chat(messages)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := want.Generate(t.Context(), prompt, o, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := ""
	for token, err := range model.Chat(t.Context(), messages, o) {
		if err != nil {
			t.Fatal(err)
		}
		text += token.Text
	}
	if text != answer.Text || len(answer.IDs) != 9 {
		t.Errorf("says %q, want %q of 9 tokens", text, answer.Text)
	}
	for range model.Complete(t.Context(), "ab", o) {
		break // ends it
	}
	if _, err := model.Answer(t.Context(), question); !errors.Is(err, coconut.ErrNoTask) {
		t.Errorf("a question: %v", err)
	}
	for _, err := range model.Reason(t.Context(), question) {
		if !errors.Is(err, coconut.ErrNoTask) {
			t.Errorf("a question: %v", err)
		}
	}
	for _, err := range opened(t).Chat(t.Context(), messages, o) {
		if !errors.Is(err, completion.ErrNoChat) {
			t.Errorf("a model of a task chats: %v", err)
		}
	}
}

// thinker writes a language model with a latent scheme, and returns its folder.
func thinker(t *testing.T) string {
	t.Helper()
	p, err := weights.ReadPackage(t.Context(), weights.Dir("testdata/babble"))
	if err != nil {
		t.Fatal(err)
	}
	config, err := runtime.ParseConfig(p.Config)
	if err != nil {
		t.Fatal(err)
	}
	config.Latent = &runtime.LatentScheme{Name: "toy", Start: []int{1}, End: []int{2}, Feedback: runtime.FeedbackHidden,
		Prompt: runtime.QuestionMark}
	config.Thoughts, config.MaxNewTokens = 3, 7
	if p.Config, err = json.Marshal(config); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if _, err := weights.Write(dir, p); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestThinker asks a language model with a latent scheme as one of a task is asked, and compares with package
// completion.
func TestThinker(t *testing.T) {
	dir := thinker(t)
	model, err := coconut.Open(t.Context(), os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	behind, err := completion.Open(t.Context(), weights.Dir(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	zero := coconut.Change{Kind: coconut.ChangeZero}
	for name, c := range map[string]struct {
		options []coconut.ReasonOption
		same    completion.ReasonOptions
	}{
		"its own":          {nil, completion.ReasonOptions{Thoughts: -1}},
		"two thoughts":     {[]coconut.ReasonOption{coconut.Thoughts(2)}, completion.ReasonOptions{Thoughts: 2}},
		"without thoughts": {[]coconut.ReasonOption{coconut.WithoutThoughts()}, completion.ReasonOptions{}},
		"zeros": {[]coconut.ReasonOption{coconut.Intervene(zero)},
			completion.ReasonOptions{Thoughts: -1, Changes: []coconut.Change{zero}}},
	} {
		c.same.Top, c.same.Hidden = 2, true
		want, err := behind.Reason(t.Context(), "abc", c.same, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := model.Answer(t.Context(), "abc", c.options...)
		if err != nil || got.Answer != want.Answer || got.Thoughts != want.Thoughts || len(got.Tokens) != len(want.IDs) {
			t.Errorf("%s: %+v, %v; want %+v", name, got, err, want)
		}
		i := 0
		for step, err := range model.Reason(t.Context(), "abc", append(c.options, coconut.TopK(2), coconut.Hidden())...) {
			if err != nil {
				t.Fatal(err)
			}
			w := want.Steps[i]
			if step.Kind != string(w.Kind) || step.Index != w.Index || !slices.Equal(step.Hidden, w.Hidden) ||
				len(step.Top) != len(w.Top) || len(w.Top) > 0 && step.Top[0].Token != w.Top[0].Token {
				t.Errorf("%s: step %d is %+v, want %+v", name, i, step, w)
			}
			i++
		}
		if i != len(want.Steps) || i < 2 {
			t.Errorf("%s: %d steps, want %d", name, i, len(want.Steps))
		}
	}
	if _, err := model.Answer(t.Context(), strings.Repeat("abc ", 3000)); !errors.Is(err, coconut.ErrPrompt) {
		t.Errorf("a question that is too long: %v", err)
	}
}

// TestOpen checks progress, early errors about what is not a model, and late errors about damaged weights.
func TestOpen(t *testing.T) {
	var mu sync.Mutex
	var done, total int64
	model := opened(t, coconut.WithProgress(func(d, n int64) { mu.Lock(); done, total = d, n; mu.Unlock() }))
	if err := model.Wait(); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	if done != total || total == 0 {
		t.Errorf("progress ends at %d of %d", done, total)
	}
	mu.Unlock()
	if _, err := coconut.Open(t.Context(), fstest.MapFS{}); !errors.Is(err, weights.ErrNotFound) {
		t.Errorf("an empty folder: %v", err)
	}
	damaged := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS(shipped), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(shipped + "/" + path)
		if len(path) > 6 && path[:6] == "chunks" {
			data[len(data)/2] ^= 1
		}
		damaged[path] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	broken, err := coconut.Open(t.Context(), damaged)
	if err != nil {
		t.Fatal(err)
	}
	defer broken.Close()
	if err := broken.Wait(); !errors.Is(err, weights.ErrChecksum) {
		t.Errorf("damaged chunks: %v", err)
	}
	if _, err := broken.Answer(t.Context(), question); !errors.Is(err, weights.ErrChecksum) {
		t.Errorf("a question to damaged weights: %v", err)
	}
}

// stuck is a source whose chunks never arrive.
type stuck struct{ weights.Source }

func (s stuck) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	if strings.HasPrefix(name, "chunks/") {
		<-ctx.Done()
		return nil, context.Cause(ctx)
	}
	return s.Source.ReadFile(ctx, name, limit)
}

// TestClose checks that Close ends the reading of weights, and the questions that wait for them.
func TestClose(t *testing.T) {
	model, err := coconut.OpenSource(t.Context(), stuck{weights.Dir(shipped)})
	if err != nil {
		t.Fatal(err)
	}
	asked := make(chan error)
	go func() {
		_, err := model.Answer(t.Context(), question)
		asked <- err
	}()
	if err := model.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-asked; !errors.Is(err, coconut.ErrClosed) {
		t.Errorf("the question that waited: %v", err)
	}
	if err := model.Wait(); !errors.Is(err, coconut.ErrClosed) {
		t.Errorf("Wait: %v", err)
	}
}

// TestClosedEarly closes models at different moments of their loading: what fails then says that they were closed.
func TestClosedEarly(t *testing.T) {
	failed := 0
	for i := range 120 {
		model, err := coconut.OpenSource(t.Context(), weights.Dir(shipped))
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(i) * 5 * time.Microsecond) // only spreads the moments
		if err := model.Close(); err != nil {
			t.Fatal(err)
		}
		_, asked := model.Answer(t.Context(), question)
		for _, err := range []error{model.Wait(), asked} {
			if err != nil {
				failed++
			}
			if err != nil && !errors.Is(err, coconut.ErrClosed) {
				t.Errorf("closed after %d µs: %v", 5*i, err)
			}
		}
	}
	if failed == 0 {
		t.Error("every model was loaded before it was closed")
	}
}
