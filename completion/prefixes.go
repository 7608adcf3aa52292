package completion

import (
	"slices"
	"sync"

	"github.com/coconut-page/coconut/runtime"
)

// prefixes keeps the sequences of the last texts, so that a prompt which begins like one of them, such as a chat's next
// turn, is read from where it differs. Together they hold at most as many positions as the model's context, besides
// those of the last text.
type prefixes struct {
	most int // positions

	mu   sync.Mutex
	kept []sequence // the last one used comes last
}

// sequence is what a session has read: only tokens.
type sequence struct {
	session *runtime.Session
	tokens  []int
}

func newPrefixes(most int) *prefixes { return &prefixes{most: most} }

// take returns the session of the sequence that shares most tokens with the beginning of a prompt, cut to these, and
// their number. At least the prompt's last token is left to be read. Without any it returns nil and 0.
func (p *prefixes) take(prompt []int) (*runtime.Session, int, error) {
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

// keep keeps a session that has read these tokens and nothing else, and forgets what it makes unnecessary: beginnings
// of it, and the oldest ones beyond the bound.
func (p *prefixes) keep(session *runtime.Session, tokens []int) {
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
