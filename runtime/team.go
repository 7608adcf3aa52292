//go:build !tasks_only

package runtime

import "github.com/coconut-page/coconut/simd"

// Share has a team share the model's products from now on: every matrix that it multiplies with is put to it. It waits
// for the model's parts. No session may compute meanwhile, except in pause, which may be nil and is called after every
// matrix. What the model computes does not depend on the team. Errors are those of the parts, or of Team.Put; after one
// the model works on as before.
func (m *Model) Share(team *simd.Team, pause func()) error {
	if err := m.Wait(); err != nil {
		return err
	}
	for _, l := range m.layers() {
		q, ok := l.weight.(quantizedMatrix)
		if !ok {
			continue
		}
		if err := team.Put(q.kernel); err != nil {
			return err
		}
		if pause != nil {
			pause()
		}
	}
	if team.Empty() {
		return nil // such as a model of float32
	}
	m.team.Store(team)
	return nil
}

// Threads is how many instances of the program, or how many of its threads, share a step of a session.
func (m *Model) Threads() int { return max(m.team.Load().Threads(), m.pool.Threads()) }

// layers are all that a forward pass multiplies with.
func (m *Model) layers() (all []*linear) {
	for i := range m.blocks {
		b := &m.blocks[i]
		all = append(all, &b.attention.q, &b.attention.k, &b.attention.v, &b.attention.out)
		all = append(all, b.feedForward.layers()...)
	}
	return append(all, &linear{weight: m.head})
}
