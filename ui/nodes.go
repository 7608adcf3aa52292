package ui

import (
	"strings"

	"github.com/vugu/vjson"
	"github.com/vugu/vugu"
)

// The generated files call these for every node (see tools/vugupost). Written out, as Vugu does it, the same code takes
// 100 kB of WebAssembly.

// vgElement appends an element to its parent. what is the tag, then the names and values of its attributes, each after
// a NUL.
func vgElement(parent *vugu.VGNode, namespace, what string) *vugu.VGNode {
	tag, rest, more := strings.Cut(what, "\x00")
	n := &vugu.VGNode{Type: vugu.ElementNode, Namespace: namespace, Data: tag}
	if more {
		n.Attr = make([]vugu.VGAttribute, 0, 1+strings.Count(rest, "\x00")/2)
	}
	for more {
		var a vugu.VGAttribute
		a.Key, rest, _ = strings.Cut(rest, "\x00")
		a.Val, rest, more = strings.Cut(rest, "\x00")
		n.Attr = append(n.Attr, a)
	}
	parent.AppendChild(n)
	return n
}

// vgBox appends an element that begins with white space: Vugu does not clear an element that has no contents any more.
func vgBox(parent *vugu.VGNode, namespace, what string) *vugu.VGNode {
	n := vgElement(parent, namespace, what)
	vgText(n, "\n")
	return n
}

// vgAttr adds an attribute to an element.
func vgAttr(n *vugu.VGNode, key, value string) {
	n.Attr = append(n.Attr, vugu.VGAttribute{Key: key, Val: value})
}

// vgProp adds a property to an element.
func vgProp(n *vugu.VGNode, key string, value any) {
	b, err := vjson.Marshal(value)
	if err != nil {
		panic(err) // it is a string or a bool
	}
	n.Prop = append(n.Prop, vugu.VGProperty{Key: key, JSONVal: b})
}

// vgContents gives an element a text for contents. Vugu's SetInnerHTML does the same for values of any kind; without it
// the program is 6 kB of brotli smaller.
func vgContents(n *vugu.VGNode, text string) {
	var escaped []byte
	for i := range len(text) {
		part := text[i : i+1]
		switch part {
		case "&":
			part = "&amp;"
		case "<":
			part = "&lt;"
		case ">":
			part = "&gt;"
		}
		escaped = append(escaped, part...)
	}
	html := string(escaped)
	n.InnerHTML = &html
}

// vgMarkup gives an element markup for contents.
func vgMarkup(n *vugu.VGNode, markup vugu.HTML) {
	html := string(markup)
	n.InnerHTML = &html
}

// vgText appends a text to its parent.
func vgText(parent *vugu.VGNode, text string) *vugu.VGNode {
	n := &vugu.VGNode{Type: vugu.TextNode, Data: text}
	parent.AppendChild(n)
	return n
}

// vgOn adds an event to an element.
func vgOn(n *vugu.VGNode, event string, do func(vugu.DOMEvent)) {
	n.DOMEventHandlerSpecList = append(n.DOMEventHandlerSpecList, vugu.DOMEventHandlerSpec{EventType: event, Func: do})
}

// vgComponent appends a component to its parent: the one that was at this place in the last build, or else fresh. key
// tells the place from others in the template, iterKey from others in its loop.
func vgComponent(
	in *vugu.BuildIn, out *vugu.BuildOut, parent *vugu.VGNode, key uint64, iterKey any, fresh vugu.Builder,
) vugu.Builder {
	place := vugu.MakeCompKey(key^in.CurrentPositionHash(), iterKey)
	component := in.BuildEnv.CachedComponent(place)
	if component == nil {
		component = fresh
		in.BuildEnv.WireComponent(component)
	}
	in.BuildEnv.UseComponent(place, component)
	out.Components = append(out.Components, component)
	parent.AppendChild(&vugu.VGNode{Component: component})
	return component
}
