//go:build !tasks_only

package simd

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/coconut-page/coconut/internal/fault"
)

// ErrTeam is wrapped by errors about a team that works no more.
var ErrTeam = fault.New("simd", "team")

// Team shares products with helpers: other instances of this program, in memory of their own, each of which has been
// given some panels of every matrix that was put to the team. A product is a job: its activations go to all helpers,
// everybody multiplies their own panels, and the sums come back. Outputs are lanes, and nothing is summed across
// helpers, so no bit depends on how many there are. Everything else stays with the caller, who has all weights: if a
// helper is lost, its panels are computed here, and from then on the caller works alone.
//
// One goroutine at a time has the team; others do their products themselves meanwhile.
type Team struct {
	links  []Link
	worth  int // bytes of weights, times tokens, from which on a product is shared
	all    []Shared
	over   atomic.Bool // no product is shared any more
	busy   sync.Mutex  // guards what follows, and is held from a job to its last answer
	lost   []error     // by link
	why    error       // that the team is over; set before over is
	job    []byte
	answer []byte
	pace   pace
	began  time.Time // of the job, if it is timed
	own    time.Duration
}

// Link is how a Team reaches one helper, whose Helper.Do does the jobs. Jobs are sent one at a time: the next only once
// all answers of the one before have been received. After an error a link is only closed.
type Link interface {
	// Room is how many bytes a job may have, and all answers to one together.
	Room() (job, answers int)
	// Send passes a job to the helper. The memory is the caller's again when it returns.
	Send(job []byte) error
	// Receive waits for the job's next answer, which has len(dst) bytes.
	Receive(dst []byte) error
	// Close ends the helper.
	Close()
}

// NewTeam returns a team of the caller and a helper at the end of each link.
func NewTeam(links []Link) *Team { return &Team{links: links, lost: make([]error, len(links))} }

// members is how many share a product.
func (t *Team) members() int { return len(t.links) + 1 }

// Threads is how many instances share products, this one included: 1 once the team is over.
func (t *Team) Threads() int {
	if t == nil || t.over.Load() {
		return 1
	}
	return t.members()
}

// ShareAll has the team share every product that it can, whether that is faster or not: for tests.
func (t *Team) ShareAll() { t.pace.never = true }

// Empty reports whether no matrix is shared.
func (t *Team) Empty() bool {
	t.busy.Lock()
	defer t.busy.Unlock()
	return len(t.all) == 0
}

// Err says why a team is over, and is nil as long as it is not. The error wraps ErrTeam.
func (t *Team) Err() error {
	if t == nil || !t.over.Load() {
		return nil
	}
	return t.why
}

// Close ends the helpers; products are computed here from then on.
func (t *Team) Close() {
	if t == nil {
		return
	}
	t.busy.Lock()
	defer t.busy.Unlock()
	t.end(ErrTeam.Errorf("it was closed"))
}

// end ends the team, unless it has ended. busy is held.
func (t *Team) end(why error) {
	if t.over.Load() {
		return
	}
	t.why = why
	t.over.Store(true)
	for _, l := range t.links {
		l.Close()
	}
}

// cut returns the panels of a member; the caller is number 0.
func (t *Team) cut(member, panels int) (first, last int) {
	return panels * member / t.members(), panels * (member + 1) / t.members()
}

// Put gives the helpers their panels of a matrix, which must not be in use; a matrix of fewer panels than there are
// members stays here. What the helpers get is laid out for the same kernels, verified and read already. After an error,
// which wraps ErrTeam, the team is over.
func (t *Team) Put(m Shared) error {
	t.busy.Lock()
	defer t.busy.Unlock()
	if t.over.Load() {
		return t.why
	}
	l := m.layout()
	if l.panels < t.members() {
		return nil
	}
	for i, link := range t.links {
		first, last := t.cut(i+1, l.panels)
		if err := t.put(link, l, last-first, l.data[first*l.panelSize:last*l.panelSize]); err != nil {
			t.end(ErrTeam.Errorf("helper %d: %w", i+1, err))
			return t.why
		}
	}
	*m.seat() = seat{team: t, id: len(t.all)}
	t.all = append(t.all, m)
	return nil
}

// putPart is how many bytes of a matrix go into a job.
const putPart = 1 << 20

// put sends a helper its panels of the next matrix, a part at a time.
func (t *Team) put(link Link, l layout, panels int, data []byte) error {
	for from := 0; from < len(data); from += putPart {
		t.job = appendInts(t.job[:0], jobPut, len(t.all), numberOf(l.kernels), int(l.format), panels*panelRows, l.cols,
			from)
		t.job = append(t.job, data[from:min(from+putPart, len(data))]...)
		if err := link.Send(t.job); err != nil {
			return err
		}
		if err := link.Receive(nil); err != nil {
			return err
		}
	}
	return nil
}
