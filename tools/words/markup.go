package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"html"
	"regexp"
	"slices"
	"strings"
)

// tag matches a tag of a template; a value may be in either kind of quotes.
var (
	tag       = regexp.MustCompile(`<(/?)([\w:-]+)((?:\s+[^\s=>/]+(?:=(?:"[^"]*"|'[^']*'))?)*)\s*/?>|<![^>]*>`)
	attribute = regexp.MustCompile(`([^\s=]+)=(?:"([^"]*)"|'([^']*)')`)
)

// spoken are the attributes whose values people read or hear, inline the elements that belong to a sentence around
// them; wasm/app/words.js has the same lists.
var (
	spoken = []string{"aria-label", "title", "placeholder", "alt"}
	inline = []string{"a", "button", "cite", "em", "strong"}
	void   = []string{"meta", "link", "img", "input", "br"}
	silent = []string{"script", "style", "code", "noscript"}
)

// node is an element of a template, or a text in it.
type node struct {
	tag, text string
	attrs     map[string]string
	children  []*node
	line      int
}

// markup collects the static texts of a template, and the literals of its Go expressions.
func (c *collector) markup(name, text string) error {
	root := parseMarkup(text)
	var err error
	var visit func(n *node)
	visit = func(n *node) {
		place := fmt.Sprintf("%s:%d", name, n.line)
		if _, other := n.attrs["lang"]; other && n.tag != "html" || slices.Contains(silent, n.tag) {
			return
		}
		for _, a := range spoken {
			c.add(n.attrs[a], place)
		}
		for key, value := range n.attrs {
			if strings.HasPrefix(key, ":") || strings.HasPrefix(key, ".") || key == "vg-content" {
				if e, bad := parser.ParseExpr(value); bad != nil {
					err = fmt.Errorf("words: %s: %s=%q: %w", place, key, value, bad)
				} else {
					ast.Walk(&literals{c: c, line: func(ast.Node) string { return place }}, e)
				}
			}
		}
		if whole, ok := sentence(n); ok {
			c.add(whole, place)
			return
		}
		for _, child := range n.children {
			c.add(child.text, place)
			visit(child)
		}
	}
	visit(root)
	return err
}

// sentence is the text of an element with inline elements in it, theirs in brackets.
func sentence(n *node) (text string, ok bool) {
	for _, child := range n.children {
		switch {
		case child.tag == "":
			ok = ok || strings.TrimSpace(child.text) != ""
			text += child.text
		case slices.Contains(inline, child.tag) && len(child.children) == 1 && child.children[0].tag == "" &&
			child.attrs["lang"] == "" && child.attrs["vg-content"] == "":
			text += "[" + child.children[0].text + "]"
		default:
			return "", false
		}
	}
	return text, ok && strings.Contains(text, "[")
}

// parseMarkup reads a template, whose elements are all closed.
func parseMarkup(text string) *node {
	root := &node{line: 1}
	open := []*node{root}
	done := 0
	for _, m := range tag.FindAllStringSubmatchIndex(text, -1) {
		top := open[len(open)-1]
		line := 1 + strings.Count(text[:m[0]], "\n")
		if between := text[done:m[0]]; between != "" {
			top.children = append(top.children, &node{text: html.UnescapeString(between), line: line})
		}
		done = m[1]
		if m[4] < 0 {
			continue // a comment or the document type
		}
		name := text[m[4]:m[5]]
		if m[2] < m[3] {
			if top.tag == name {
				open = open[:len(open)-1]
			}
			continue
		}
		n := &node{tag: name, attrs: map[string]string{}, line: line}
		for _, a := range attribute.FindAllStringSubmatch(text[m[6]:m[7]], -1) {
			n.attrs[a[1]] = html.UnescapeString(a[2] + a[3])
		}
		top.children = append(top.children, n)
		if !slices.Contains(void, name) {
			open = append(open, n)
		}
	}
	return root
}
