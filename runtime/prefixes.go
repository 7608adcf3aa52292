package runtime

import (
	"slices"
	"sync"
)

// Prefixes keeps what sessions of a model have read, so that a prompt which begins like one of them is read from where
// it differs: a chat's next turn, or another question about the same facts. Several goroutines may use it.
type Prefixes struct {
	most int // positions

	mu   sync.Mutex
	kept []sequence // the last one used comes last
}

// sequence is what a session has read: only tokens.
type sequence struct {
	session *Session
	tokens  []int
}

// NewPrefixes returns an empty store. Together its sequences hold at most so many positions, besides those of the last.
func NewPrefixes(most int) *Prefixes { return &Prefixes{most: most} }

// Take returns the session of the sequence that shares most tokens with the beginning of a prompt, cut to these, and
// their number. At least the prompt's last token is left to be read. Without any it returns nil and 0. The session is
// the caller's own.
func (p *Prefixes) Take(prompt []int) (*Session, int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	best, shared := -1, 0
	for i, k := range p.kept {
		if n := common(k.tokens, prompt[:len(prompt)-1]); n > shared {
			best, shared = i, n
		}
	}
	if best < 0 {
		return nil, 0, nil
	}
	// A fork leaves the sequence to others, who may want it at the same time.
	session := p.kept[best].session.Fork()
	return session, shared, session.Truncate(shared)
}

func common(a, b []int) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// Keep keeps what a session has read: these tokens and nothing else. The session may go on. It forgets what this makes
// unnecessary: beginnings of it, and the oldest ones beyond the bound.
func (p *Prefixes) Keep(session *Session, tokens []int) {
	session = session.kept()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.kept = slices.DeleteFunc(p.kept, func(k sequence) bool { return common(k.tokens, tokens) == len(k.tokens) })
	p.kept = append(p.kept, sequence{session, tokens})
	positions := 0
	for i := len(p.kept) - 2; i >= 0; i-- {
		if positions += len(p.kept[i].tokens); positions > p.most {
			p.kept = slices.Clone(p.kept[i+1:])
			return
		}
	}
}
