package bpe

import "slices"

// merger joins the tokens of a piece, pair by pair, always those of the lowest rank, and of these the leftmost. It does
// so with a queue of candidates instead of searching the piece anew for each merge, so that a piece of n bytes takes
// n log n steps.
type merger struct {
	merges  merges
	symbols []symbol
	queue   []candidate // a binary heap
	steps   int         // for tests
}

// symbol is a token of the piece, linked to its neighbours; -1 for none.
type symbol struct {
	id         int32 // -1 for one that was joined to its left neighbour
	prev, next int32
}

// candidate is a pair that may be joined: rank in the upper half, the left symbol's place in the lower.
type candidate struct {
	order uint64
	id    int32 // what it becomes
}

// reset makes room for a piece of so many bytes.
func (m *merger) reset(size int) {
	m.symbols, m.queue = slices.Grow(m.symbols[:0], size), slices.Grow(m.queue[:0], size)
}

// add appends a token to the piece.
func (m *merger) add(id int32) {
	at := int32(len(m.symbols))
	m.symbols = append(m.symbols, symbol{id: id, prev: at - 1, next: at + 1})
}

// run joins what can be joined. The tokens left are those of the symbols in use.
func (m *merger) run() {
	if len(m.symbols) == 0 {
		return
	}
	m.symbols[len(m.symbols)-1].next = -1
	for at := range m.symbols[1:] {
		m.propose(int32(at))
	}
	for len(m.queue) > 0 {
		c := m.pop()
		m.join(int32(uint32(c.order)), c.id)
	}
}

// join joins a symbol and its right neighbour, if they still become the token that they became when they were queued.
// As in Hugging Face's library the tokens themselves may have changed since.
func (m *merger) join(at, id int32) {
	left := &m.symbols[at]
	if left.id < 0 || left.next < 0 {
		return
	}
	right := &m.symbols[left.next]
	if found, ok := m.merges[pairOf(left.id, right.id)]; !ok || found.id != id {
		return
	}
	left.id, left.next = id, right.next
	right.id = -1
	if left.next >= 0 {
		m.symbols[left.next].prev = at
	}
	if left.prev >= 0 {
		m.propose(left.prev)
	}
	if left.next >= 0 {
		m.propose(at)
	}
}

// propose queues a symbol and its right neighbour if there is a merge for them.
func (m *merger) propose(at int32) {
	m.steps++
	left := m.symbols[at]
	if found, ok := m.merges[pairOf(left.id, m.symbols[left.next].id)]; ok {
		m.push(candidate{uint64(found.rank)<<32 | uint64(at), found.id})
	}
}

func (m *merger) push(c candidate) {
	m.queue = append(m.queue, c)
	at := len(m.queue) - 1
	for at > 0 {
		parent := (at - 1) / 2
		if m.steps++; m.queue[parent].order <= c.order {
			break
		}
		m.queue[at] = m.queue[parent]
		at = parent
	}
	m.queue[at] = c
}

func (m *merger) pop() candidate {
	q := m.queue
	first, c := q[0], q[len(q)-1]
	q = q[:len(q)-1]
	m.queue = q
	at := 0
	for {
		child := 2*at + 1
		if child >= len(q) {
			break
		}
		if child+1 < len(q) && q[child+1].order < q[child].order {
			child++
		}
		if m.steps++; q[child].order >= c.order {
			break
		}
		q[at] = q[child]
		at = child
	}
	if len(q) > 0 {
		q[at] = c
	}
	return first
}
