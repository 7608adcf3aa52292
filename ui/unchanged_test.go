package ui

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/vugu/vugu"

	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/ui/internal/uitest"
	"github.com/coconut-page/coconut/ui/page"
)

// docNode is a node of a document that is written as Vugu 0.4 writes one (domrender): by position, an element's
// contents left alone where the build has none.
type docNode struct {
	Name, Text, Raw string
	Attr            []vugu.VGAttribute
	Prop            []string
	Listeners       []string
	Children        []*docNode
}

// doc is a document with the environment of its builds, and a count of the nodes that were written.
type doc struct {
	root    *docNode
	env     *vugu.BuildEnv
	page    *Root
	written int
}

func newDoc(t *testing.T, s *page.State) *doc {
	t.Helper()
	env, err := vugu.NewBuildEnv()
	if err != nil {
		t.Fatal(err)
	}
	return &doc{root: &docNode{Name: "div"}, env: env, page: &Root{State: s}}
}

func (d *doc) render(u *Unchanged) {
	b := d.env.RunBuild(d.page)
	if u != nil {
		u.Strip(b)
	}
	d.written = 0
	d.element(b, d.root, b.Out.Out[0], "0")
}

func (d *doc) element(b *vugu.BuildResults, at *docNode, n *vugu.VGNode, position string) {
	d.written++
	at.Attr, at.Prop, at.Listeners = n.Attr, nil, nil
	for _, p := range n.Prop {
		at.Prop = append(at.Prop, p.Key+"="+string(p.JSONVal))
	}
	for _, h := range n.DOMEventHandlerSpecList {
		at.Listeners = append(at.Listeners, position+" "+h.EventType)
	}
	if n.InnerHTML != nil {
		at.Raw, at.Children = *n.InnerHTML, nil
		return
	}
	if n.FirstChild == nil {
		return
	}
	at.Raw = ""
	i := 0
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		node := child
		if child.Component != nil {
			node = b.ResultFor(child.Component).Out[0]
		}
		if i == len(at.Children) {
			at.Children = append(at.Children, &docNode{Name: node.Data})
		}
		place := &at.Children[i]
		i++
		if node.Type != vugu.ElementNode {
			d.written++
			*place = &docNode{Text: node.Data}
			continue
		}
		if !strings.EqualFold((*place).Name, node.Data) {
			*place = &docNode{Name: node.Data}
		}
		d.element(b, *place, node, fmt.Sprint(position, "_", i))
	}
	at.Children = at.Children[:i]
}

// TestUnchanged goes through what a visitor does, with two documents: one that is written in full at each render, and
// one without what has not changed. They must be the same, and the second must take far less writing.
func TestUnchanged(t *testing.T) {
	s, _ := newState(t)
	full, spare, u := newDoc(t, s), newDoc(t, s), &Unchanged{}
	all, some := 0, 0
	render := func(what string) {
		t.Helper()
		full.render(nil)
		spare.render(u)
		all, some = all+full.written, some+spare.written
		if !reflect.DeepEqual(full.root, spare.root) {
			t.Fatalf("%s: the documents differ", what)
		}
	}
	render("the first render")
	s.Load()
	render("load")
	s.OnReady(uitest.RaceInfo)
	render("ready")
	for range 2 {
		s.Edit("Tom is a cat. Every cat is a pet. Every pet is a friend. Eva is a tree. Every tree is a plant. " +
			"Is Tom a plant or friend?")
		render("edit")
		s.Ask()
		render("ask")
		before := uitest.GraphResult(s.Question)
		before.Candidates = []string{"plant", "friend"}
		s.OnResult(before)
		render("answer")
		for s.Playing {
			s.Tick()
			render("tick")
		}
		s.Colour = page.ColourHeld
		render("colour")
		for _, kind := range []page.WhatIfKind{page.WhatIfZero, page.WhatIfEdge, page.WhatIfNoise} {
			s.WhatIf.Kind = kind
			render("what if")
		}
		s.StartWhatIf()
		s.OnResult(before)
		render("what if, after")
		s.StartRace()
		s.OnStanding(engine.Standing{Model: "prosqa-coconut", Result: before})
		render("standing")
		s.OnDone()
		render("raced")
		s.Toggle("thoughts")
		render("unfold")
		s.ToggleEditor()
		render("editor")
		s.Activate("cat")
		render("select")
		s.AddWord("")
		render("add")
		s.RemoveWord("cat")
		render("remove")
		s.ToggleEditor()
		s.Edit("Tom is odd")
		render("unreadable")
		s.Choose(uitest.KindProntoQA)
		render("another task")
		s.Undo()
		s.Choose(uitest.KindHard)
		render("another question")
	}
	s.OnFailed(engine.Failure{Kind: engine.FailedEngine, Message: "gone"})
	render("failed")
	render("again")
	if spare.written != 1 {
		t.Errorf("nothing has changed, and %d nodes are written; want the root alone", spare.written)
	}
	t.Logf("%d nodes written in full, %d without the unchanged", all, some)
	if some*2 > all {
		t.Errorf("%d of %d nodes are written; want less than half", some, all)
	}
}
