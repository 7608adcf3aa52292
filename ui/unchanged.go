package ui

import "github.com/vugu/vugu"

// Unchanged removes from a build what the document has already. Vugu 0.4 writes every node of the page again at each
// render; but it goes by position, and leaves the contents of an element alone if the build has none. So what was at
// the same place at the last render need not be written again, and a render costs only what has changed.
//
// What a visitor does to a control shows in the State, and so in the build. Nothing else changes the contents of what
// Vugu wrote (see the package comment for what it does not write).
type Unchanged struct {
	last *rendered
}

// rendered is a node as the document has it.
type rendered struct {
	name     string // of an element, "" for text
	sum      hash   // of all below it, and of an element that has contents of its own
	children []*rendered
}

// Strip removes from a build what was there at the last call. Every build that went through it must be rendered.
func (u *Unchanged) Strip(b *vugu.BuildResults) {
	node := b.Out.Out[0]
	now := look(b, node)
	strip(b, node, u.last, now)
	u.last = now
}

// look records a node with everything below it.
func look(b *vugu.BuildResults, n *vugu.VGNode) *rendered {
	h := hash(0xcbf29ce484222325)
	if n.Type != vugu.ElementNode {
		h.add(n.Data)
		return &rendered{sum: h}
	}
	r := &rendered{name: n.Data}
	for _, a := range n.Attr {
		h.add(a.Key)
		h.add(a.Val)
	}
	for _, p := range n.Prop {
		h.add(p.Key)
		h.add(string(p.JSONVal))
	}
	for _, e := range n.DOMEventHandlerSpecList {
		h.add(e.EventType)
	}
	if n.InnerHTML != nil {
		h.add(*n.InnerHTML)
	}
	eachChild(b, n, func(child *vugu.VGNode) {
		c := look(b, child)
		r.children = append(r.children, c)
		h.add(c.name)
		h.mix(c.sum)
	})
	r.sum = h
	return r
}

// hash is FNV-1a. The one of hash/fnv takes bytes, so each text would be copied.
type hash uint64

// add mixes in a text and a mark for its end.
func (h *hash) add(text string) {
	for i := range len(text) {
		h.mix(hash(text[i]))
	}
	h.mix(0x100)
}

func (h *hash) mix(v hash) { *h = (*h ^ v) * 0x100000001b3 }

// strip compares a node with the one that was at its place.
func strip(b *vugu.BuildResults, n *vugu.VGNode, last, now *rendered) {
	if last == nil || last.name != now.name || n.Type != vugu.ElementNode {
		return
	}
	if last.sum == now.sum {
		n.FirstChild, n.InnerHTML = nil, nil
		return
	}
	i := 0
	eachChild(b, n, func(child *vugu.VGNode) {
		if i < len(last.children) {
			strip(b, child, last.children[i], now.children[i])
		}
		i++
	})
}

// eachChild visits the nodes below one as the document has them: a component is replaced by what it built.
func eachChild(b *vugu.BuildResults, n *vugu.VGNode, visit func(*vugu.VGNode)) {
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		if child.Component != nil {
			visit(b.ResultFor(child.Component).Out[0])
			continue
		}
		visit(child)
	}
}
