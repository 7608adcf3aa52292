//go:build !tasks_only

package simd

import "time"

// Together says which n matrices the same activations are going to be multiplied with right after each other, so that a
// team can take them as one job. It follows Set, SetQ8 or SetQ4. Every one of the products must then be done.
func (a *Activations) Together(n int, matrix func(i int) Shared) {
	a.next = a.next[:0]
	for i := range n {
		a.next = append(a.next, matrix(i))
	}
}

// share multiplies a with a matrix, together with the helpers, and reports whether it did.
func (t *Team) share(a *Activations, m Shared) bool {
	if len(a.asked) == 0 && !t.ask(a, m) {
		return false
	}
	a.asked = a.asked[1:]
	l := m.layout()
	_, own := t.cut(0, l.panels)
	began := t.clock()
	l.kernels.tiles(a, m, 0, own, l.panelSize)
	if !began.IsZero() {
		t.own += time.Since(began)
	}
	for i := range t.links {
		t.collect(a, m, &l, i)
	}
	if len(a.asked) == 0 {
		t.release()
	}
	return true
}

// clock is the time while a job is timed, and else zero.
func (t *Team) clock() time.Time {
	if t.began.IsZero() {
		return time.Time{}
	}
	return time.Now()
}

// release ends what ask began, and the team if a helper was lost.
func (t *Team) release() {
	if !t.began.IsZero() {
		t.pace.add(t.own, time.Since(t.began)-t.own, t.members())
	}
	for i, err := range t.lost {
		if err != nil {
			t.end(ErrTeam.Errorf("helper %d: %w", i+1, err))
		}
	}
	t.busy.Unlock()
}

// ask sends the helpers a job: the product of a with m, or with all matrices that it is going to be multiplied with, of
// which m is the first. It reports false if that does not pay or fit, or the team has something else to do.
func (t *Team) ask(a *Activations, m Shared) bool {
	if len(a.next) == 0 || a.next[0].seat() != m.seat() {
		a.next = append(a.next[:0], m)
	}
	a.asked, a.next = append(a.asked[:0], a.next...), a.next[:0]
	if !t.suits(a) || !t.busy.TryLock() {
		a.asked = a.asked[:0]
		return false
	}
	if t.over.Load() || t.pace.rests() || !t.compose(a) {
		a.asked = a.asked[:0]
		t.busy.Unlock()
		return false
	}
	t.began, t.own = time.Time{}, 0
	if t.pace.times() {
		t.began = time.Now()
	}
	for i, link := range t.links {
		t.lost[i] = link.Send(t.job)
	}
	return true
}

// suits reports whether all matrices that were asked for are shared, and have work enough.
func (t *Team) suits(a *Activations) bool {
	work := 0
	for _, m := range a.asked {
		if m.seat().team != t {
			return false
		}
		l := m.layout()
		work += l.panels * l.panelSize * a.tokens
	}
	return work >= t.worth
}

// compose writes the job for all matrices that were asked for, unless there is no room for it or its answers.
func (t *Team) compose(a *Activations) bool {
	operands, starts := a.tokens*a.operandStride, 0
	if a.block == 0 {
		starts = a.tokens * a.padded / Int4Block
	}
	answers := 0
	t.job = appendInts(t.job[:0], jobMultiply, numberOf(a.asked[0].layout().kernels), a.tokens, len(a.asked))
	for _, m := range a.asked {
		t.job = appendInts(t.job, m.seat().id)
		answers += m.layout().panels * panelRows * a.tokens * sumBytes
	}
	t.job = append(t.job, a.operand[:operands]...)
	t.job = append(t.job, bytesOf(a.starts[:starts])...)
	for _, link := range t.links {
		if job, room := link.Room(); len(t.job) > job || answers > room {
			return false
		}
	}
	return true
}

// collect receives helper i's sums of a product, or computes them if it does not answer.
func (t *Team) collect(a *Activations, m Shared, l *layout, i int) {
	first, last := t.cut(i+1, l.panels)
	n := (last - first) * panelRows
	t.answer = resize(t.answer, a.tokens*n*sumBytes)
	if t.lost[i] == nil {
		t.lost[i] = t.links[i].Receive(t.answer)
	}
	if t.lost[i] != nil {
		l.kernels.tiles(a, m, first, last, l.panelSize)
		return
	}
	m.take(a, l.panels*panelRows, first*panelRows, n, t.answer)
}
