//go:build !tasks_only

package simd

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// local is a link to a helper in a goroutine of its own, which has nothing but the job's bytes.
type local struct {
	jobs, answers chan []byte
	failAfter     int // how many answers it gives; 0 is all
	room          int
	closed        bool
}

var errGone = errors.New("it is gone")

func newLocal() *local {
	l := &local{jobs: make(chan []byte), answers: make(chan []byte, 8), room: 1 << 30}
	go func() {
		var h Helper
		given := 0
		for job := range l.jobs {
			err := h.Do(job, func(answer []byte) error {
				if given++; l.failAfter > 0 && given > l.failAfter {
					return errGone
				}
				l.answers <- slices.Clone(answer)
				return nil
			})
			if err != nil {
				close(l.answers)
				return
			}
		}
	}()
	return l
}

func (l *local) Room() (job, answers int) { return l.room, l.room }

func (l *local) Send(job []byte) error {
	l.jobs <- slices.Clone(job)
	return nil
}

func (l *local) Receive(dst []byte) error {
	answer, ok := <-l.answers
	if !ok {
		return errGone
	}
	if len(answer) != len(dst) {
		return fmt.Errorf("an answer of %d bytes, want %d", len(answer), len(dst))
	}
	copy(dst, answer)
	return nil
}

func (l *local) Close() {
	if !l.closed {
		close(l.jobs)
	}
	l.closed = true
}

func newLocalTeam(t testing.TB, helpers int) *Team {
	t.Helper()
	var links []Link
	for range helpers {
		links = append(links, newLocal())
	}
	team := NewTeam(links)
	t.Cleanup(team.Close)
	return team
}

// multiplier is a matrix, and how vectors are set for it.
type multiplier struct {
	name string
	Shared
	set    func(a *Activations, x []float32, tokens int)
	matMul func(dst []float32, a *Activations, bias []float32)
}

// everyFormat returns a matrix of each format.
func everyFormat(seed uint64, rows, cols int) []multiplier {
	r := rand.New(rand.NewPCG(seed, 2))
	int8s, nibbles := make([]int8, rows*cols), make([]byte, rows*cols/2)
	for i := range int8s {
		int8s[i] = int8(r.IntN(255) - 127)
	}
	for i := range nibbles {
		nibbles[i] = byte(r.Uint32())
	}
	scales := make([]float32, rows*cols/Block)
	for i := range scales {
		scales[i] = float32(1+r.IntN(100)) / 1024
	}
	q8, q4 := NewQ8Matrix(int8s, scales, rows, cols), NewQ4Matrix(nibbles, scales, scales, rows, cols)
	m8, m4 := NewInt8Matrix(int8s, scales, rows, cols), NewInt4Matrix(nibbles, scales, rows, cols)
	return []multiplier{
		{"q8", q8, func(a *Activations, x []float32, n int) { a.SetQ8(x, n, cols) }, q8.MatMul},
		{"q4", q4, func(a *Activations, x []float32, n int) { a.SetQ4(x, n, cols) }, q4.MatMul},
		{"int8", m8, func(a *Activations, x []float32, n int) { a.Set(x, n, cols, Int8Levels) }, m8.MatMul},
		{"int4", m4, func(a *Activations, x []float32, n int) { a.Set(x, n, cols, Int4Levels) }, m4.MatMul},
	}
}

// TestTeamChangesNoBit multiplies in all formats, shared among several numbers of instances, one matrix at a time and
// several together.
func TestTeamChangesNoBit(t *testing.T) {
	const rows, cols = 16*21 - 3, 352
	first, second := everyFormat(1, rows, cols), everyFormat(2, rows/2, cols)
	for _, helpers := range []int{1, 2, 4} {
		team := newLocalTeam(t, helpers)
		for i := range first {
			a, b := first[i], second[i]
			if err := errors.Join(team.Put(a.Shared), team.Put(b.Shared)); err != nil {
				t.Fatal(err)
			}
			for _, tokens := range []int{1, 2, 7, 33} {
				x := randomFloats(rand.New(rand.NewPCG(uint64(tokens), 1)), tokens*cols, 1)
				multiply := func(v *Activations, together bool) []float32 {
					a.set(v, x, tokens)
					if together {
						v.Together(2, func(i int) Shared { return []Shared{a.Shared, b.Shared}[i] })
					}
					dst := make([]float32, tokens*(rows+rows/2))
					a.matMul(dst, v, x[:rows])
					b.matMul(dst[tokens*rows:], v, nil)
					return dst
				}
				want := multiply(&Activations{}, false)
				for _, together := range []bool{false, true, true} {
					if got := multiply(&Activations{Team: team}, together); !slices.Equal(got, want) {
						t.Errorf("%s, %d tokens, %d helpers, together %v: the product is another", a.name, tokens, helpers,
							together)
					}
				}
			}
		}
		if team.Err() != nil || team.Threads() != helpers+1 {
			t.Errorf("afterwards the team has %d threads, %v", team.Threads(), team.Err())
		}
	}
}

// TestTeamLosesHelper: the product under way is right all the same, and those after it are computed here.
func TestTeamLosesHelper(t *testing.T) {
	const rows, cols = 16 * 20, 64
	for _, m := range everyFormat(1, rows, cols) {
		for answers := 1; answers < 6; answers++ {
			lost := newLocal()
			lost.failAfter = answers // the first is that of Put
			team := NewTeam([]Link{newLocal(), lost})
			if err := team.Put(m.Shared); err != nil {
				t.Fatal(err)
			}
			x := randomFloats(rand.New(rand.NewPCG(3, 1)), 5*cols, 1)
			want, alone := make([]float32, 5*rows), &Activations{}
			m.set(alone, x, 5)
			m.matMul(want, alone, nil)
			for i := range 8 {
				got, v := make([]float32, 5*rows), &Activations{Team: team}
				m.set(v, x, 5)
				m.matMul(got, v, nil)
				if !slices.Equal(got, want) {
					t.Errorf("%s: product %d is another when a helper is lost after %d answers", m.name, i, answers)
				}
			}
			if !errors.Is(team.Err(), errGone) || !errors.Is(team.Err(), ErrTeam) || team.Threads() != 1 {
				t.Errorf("afterwards: %d threads, %v", team.Threads(), team.Err())
			}
		}
	}
}

// TestTeamLosesHelperEarly: a helper that does not take its matrix.
func TestTeamLosesHelperEarly(t *testing.T) {
	lost := newLocal()
	team := NewTeam([]Link{lost})
	if err := team.Put(everyFormat(1, 64, 64)[0].Shared); err != nil {
		t.Fatal(err)
	}
	lost.failAfter = 1
	if err := team.Put(everyFormat(1, 64, 64)[0].Shared); !errors.Is(err, errGone) || team.Threads() != 1 {
		t.Errorf("Put = %v, and then there are %d threads", err, team.Threads())
	}
	if err := team.Tune(nil); !errors.Is(err, errGone) {
		t.Errorf("Tune = %v", err)
	}
}

// TestTeamRoom: what does not fit is computed here.
func TestTeamRoom(t *testing.T) {
	small := newLocal()
	team := NewTeam([]Link{small})
	defer team.Close()
	m := everyFormat(1, 64, 64)[0]
	if err := team.Put(m.Shared); err != nil {
		t.Fatal(err)
	}
	x := randomFloats(rand.New(rand.NewPCG(3, 1)), 64, 1)
	for _, room := range []int{0, 64*4 - 1, 1 << 20} {
		small.room = room
		v := &Activations{Team: team}
		m.set(v, x, 1)
		m.zero(v, m.layout().panels*panelRows)
		if got := team.share(v, m.Shared); got != (room == 1<<20) {
			t.Errorf("with room for %d bytes the product is shared: %v", room, got)
		}
	}
}

// TestTeamShares says which products are shared: of matrices that were put, with enough work, one at a time.
func TestTeamShares(t *testing.T) {
	team := newLocalTeam(t, 3)
	m, other, tiny := everyFormat(1, 256, 64)[0], everyFormat(2, 256, 64)[0], everyFormat(2, 48, 64)[0]
	if err := errors.Join(team.Put(m.Shared), team.Put(tiny.Shared)); err != nil {
		t.Fatal(err)
	}
	shares := func(m multiplier, together ...Shared) bool {
		v := &Activations{Team: team}
		m.set(v, make([]float32, 64), 1)
		if together != nil {
			v.Together(len(together), func(i int) Shared { return together[i] })
		}
		m.zero(v, m.layout().panels*panelRows)
		return team.share(v, m.Shared)
	}
	if !shares(m) || shares(other) || shares(tiny) || shares(m, m.Shared, other.Shared) {
		t.Error("another matrix is shared than the one that was put, which has more panels than there are members")
	}
	team.busy.Lock()
	if shares(m) {
		t.Error("two have the team at a time")
	}
	team.busy.Unlock()
	for worth, want := range map[int]bool{len(m.layout().data): true, len(m.layout().data) + 1: false} {
		if team.worth = worth; shares(m) != want {
			t.Errorf("with %d bytes of weights, and %d worth it, shared is %v", len(m.layout().data), worth, !want)
		}
	}
	team.worth = 0
	team.Close()
	if shares(m) {
		t.Error("a closed team is used")
	}
}

// TestTune: whatever it finds, the team is right afterwards.
func TestTune(t *testing.T) {
	team := newLocalTeam(t, 1)
	m := everyFormat(1, 256, 256)
	for _, m := range m {
		if err := team.Put(m.Shared); err != nil {
			t.Fatal(err)
		}
	}
	paused := 0
	err := team.Tune(func() { paused++ })
	if paused == 0 || err != nil && (team.Threads() != 1 || !errors.Is(err, ErrTeam)) || err == nil && team.worth == 0 {
		t.Errorf("Tune = %v after %d pauses, and then there are %d threads", err, paused, team.Threads())
	}
}

// TestNoTeam: a nil team is one thread.
func TestNoTeam(t *testing.T) {
	var none *Team
	none.Close()
	if none.Threads() != 1 || none.Err() != nil {
		t.Errorf("%d threads, %v", none.Threads(), none.Err())
	}
}

// FuzzHelper: a helper refuses what is no job, and crashes over nothing that it was sent as one.
func FuzzHelper(f *testing.F) {
	put := appendInts(nil, jobPut, 0, 0, int(formatQ8), 16, 32, 0)
	f.Add(append(put, make([]byte, 600)...), append(appendInts(nil, jobMultiply, 1, 1, 0), make([]byte, 48)...))
	f.Add(appendInts(nil, jobPut, 0, 0, int(formatInt4), 16, 32, 0), appendInts(nil, jobMultiply, 1, 1<<30, 0))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		var h Helper
		for _, job := range [][]byte{first, second} {
			if len(job) >= 28 && word(job) == jobPut && (word(job[16:]) > 1<<12 || word(job[20:]) > 1<<12) {
				return // its matrix has any size that it likes
			}
			if err := h.Do(job, func([]byte) error { return nil }); err != nil && !errors.Is(err, ErrTeam) {
				t.Error(err)
			}
		}
	})
}

// TestPace: a team rests when the caller waits for the others, longer each time, and no more once sharing pays.
func TestPace(t *testing.T) {
	var p pace
	judge := func(own, waits time.Duration) (rests int) {
		for range pacedJobs {
			p.add(own, waits, 2)
		}
		for p.rests() {
			rests++
		}
		return rests
	}
	for i, c := range []struct {
		waits time.Duration
		rests int
	}{{5, 0}, {10, shortRest}, {500, 2 * shortRest}, {9, 4 * shortRest}, {8, 0}, {10, shortRest}} {
		if got := judge(10, c.waits); got != c.rests {
			t.Errorf("judgement %d: the team rests for %d products, want %d", i, got, c.rests)
		}
	}
	for range 9 {
		judge(1, 9)
	}
	if got := judge(1, 9); got != longRest {
		t.Errorf("after ten rests the next has %d products, want %d", got, longRest)
	}
}
