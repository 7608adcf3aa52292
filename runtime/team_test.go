//go:build !tasks_only

package runtime

import (
	"errors"
	"slices"
	"testing"

	"github.com/coconut-page/coconut/simd"
)

// near is a link to a helper that does each job when it is sent.
type near struct {
	helper  simd.Helper
	answers [][]byte
	left    int // how many jobs it still does
}

var errGone = errors.New("it is gone")

func (l *near) Room() (job, answers int) { return 1 << 30, 1 << 30 }

func (l *near) Send(job []byte) error {
	if l.left--; l.left < 0 {
		return errGone
	}
	return l.helper.Do(slices.Clone(job), func(answer []byte) error {
		l.answers = append(l.answers, slices.Clone(answer))
		return nil
	})
}

func (l *near) Receive(dst []byte) error {
	if len(l.answers) == 0 || len(l.answers[0]) != len(dst) {
		return errGone
	}
	copy(dst, l.answers[0])
	l.answers = l.answers[1:]
	return nil
}

func (l *near) Close() {}

// sharedConfigs are models that are large enough for three members, of every architecture.
func sharedConfigs() map[string]Config {
	all := llamaVariants()
	for name, c := range all {
		c.Width, c.Inner, c.HeadWidth, c.VocabSize = 64, 96, 32, 70
		all[name] = c
	}
	for _, position := range []string{PositionRotary, PositionLearned} {
		c := blockConfig(position)
		c.VocabSize = 70
		all["gpt2 "+position] = c
	}
	c := shippedConfig()
	c.KVCache = KVCacheInt16
	all["shipped"] = c
	return all
}

// TestTeamChangesNoBit runs models of every architecture and number format with one, two and three instances.
func TestTeamChangesNoBit(t *testing.T) {
	for name, c := range sharedConfigs() {
		tensors := randomTensors(c, 1)
		for format, source := range map[string]TensorSource{"int8": tensors.quantized(t),
			"q8_0": tensors.in(t, c, foreign["q8_0"]), "q4_1": tensors.in(t, c, foreign["q4_1"])} {
			want := traced(t, newTestModel(t, c, source))
			for helpers := 1; helpers <= 2; helpers++ {
				m, links := newTestModel(t, c, source), make([]simd.Link, helpers)
				for i := range links {
					links[i] = &near{left: 1 << 30}
				}
				if err := m.Share(simd.NewTeam(links), nil); err != nil {
					t.Fatal(err)
				}
				if m.Threads() != helpers+1 {
					t.Errorf("%s, %s: %d threads", name, format, m.Threads())
				}
				if got := traced(t, m); !slices.Equal(got, want) {
					t.Errorf("%s, %s: %d helpers change a number", name, format, helpers)
				}
				if done := 1<<30 - links[0].(*near).left; done < 10*c.Layers {
					t.Errorf("%s, %s: a helper did only %d jobs", name, format, done)
				}
			}
		}
	}
}

// traced returns all hidden states and logits of a prompt, thoughts and tokens, with a fork on the way.
func traced(t *testing.T, m *Model) (all []float32) {
	t.Helper()
	s, c := m.NewSession(), m.Config()
	see := func(s *Session, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		logits := make([]float32, c.VocabSize)
		if err := s.Logits(logits); err != nil {
			t.Fatal(err)
		}
		all = append(append(all, s.Hidden()...), logits...)
	}
	see(s, s.Prefill(randomPrompt(c, 41)))
	see(s, s.Think())
	f := s.Fork()
	see(f, f.Step(3))
	see(s, s.Think())
	if err := s.Truncate(20); err != nil {
		t.Fatal(err)
	}
	see(s, s.Step(5))
	return all
}

// TestTeamIsLost: whenever a helper goes, the answer is the same.
func TestTeamIsLost(t *testing.T) {
	c := sharedConfigs()["llama"]
	source := randomTensors(c, 1).quantized(t)
	want := traced(t, newTestModel(t, c, source))
	for _, jobs := range []int{0, 3, 15, 16, 20, 31, 50} {
		m := newTestModel(t, c, source)
		err := m.Share(simd.NewTeam([]simd.Link{&near{left: 1 << 30}, &near{left: jobs}}), nil)
		if puts := 7*c.Layers + 1; (err != nil) != (jobs < puts) || err != nil && !errors.Is(err, simd.ErrTeam) {
			t.Errorf("after %d jobs: Share = %v", jobs, err)
		}
		if got := traced(t, m); !slices.Equal(got, want) {
			t.Errorf("a helper that is lost after %d jobs changes a number", jobs)
		}
		if m.Threads() != 1 {
			t.Errorf("after %d jobs there are %d threads", jobs, m.Threads())
		}
	}
}
