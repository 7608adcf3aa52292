package main

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
)

var (
	// text and element match nodes that are appended to their parent.
	text = regexp.MustCompile(`vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(1\), Data: (` + quoted +
		`)\}\n\s*vgparent\.AppendChild\(vgn\)`)
	element = regexp.MustCompile(`vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(3\), Namespace: (` + quoted + `), Data: (` +
		quoted + `), Attr: \[\]vugu\.VGAttribute(?:\(nil\)|\{((?:` + attribute +
		`(?:, )?)*)\})\}\n\s*vgparent\.AppendChild\(vgn\)`)
	// handler matches one event of an element, with a function on one line.
	handler = regexp.MustCompile(`vgn\.DOMEventHandlerSpecList = append\(vgn\.DOMEventHandlerSpecList, vugu\.DOMEventHandlerSpec\{\n\s*EventType:\s*(` + quoted + `),\n\s*Func:\s*(.*),\n\s*// TODO[^\n]*\n\s*\}\)`)

	// component is a component's place: what finds or makes it, the fields that it is given, and what appends it.
	component = regexp.MustCompile(`vgcompKey := vugu\.MakeCompKey\((0x[0-9A-F]+)\^vgin\.CurrentPositionHash\(\), vgiterkey\)\n` +
		`\s*//[^\n]*\n\s*vgcomp, _ := vgin\.BuildEnv\.CachedComponent\(vgcompKey\)\.\(\*(\w+)\)\n` +
		`\s*if vgcomp == nil \{\n\s*//[^\n]*\n\s*vgcomp = new\(\w+\)\n\s*vgin\.BuildEnv\.WireComponent\(vgcomp\)\n\s*\}\n` +
		`\s*vgin\.BuildEnv\.UseComponent\(vgcompKey, vgcomp\)[^\n]*\n` +
		`((?:\s*vgcomp\.\w+ = [^\n]*\n)*)` +
		`\s*vgout\.Components = append\(vgout\.Components, vgcomp\)\n` +
		`\s*vgn = &vugu\.VGNode\{Component: vgcomp\}\n\s*vgparent\.AppendChild\(vgn\)\n`)

	pair = regexp.MustCompile(attribute)

	// contents matches an element's contents if they are a string, markup those that are markup, which keep their type:
	// tools/buildsite finds them by it. value matches an attribute's value.
	contents = regexp.MustCompile(`vgn\.SetInnerHTML\(([^v\n]|v[^u\n])`)
	markup   = regexp.MustCompile(`vgn\.SetInnerHTML\(vugu\.HTML`)
	value    = regexp.MustCompile(`vgn\.AddAttrInterface\(`)

	// property matches one property of an element.
	property = regexp.MustCompile(`\{\n\s*b, err := vjson\.Marshal\((.*)\)\n\s*if err != nil \{\n\s*panic\(err\)\n\s*\}\n` +
		`\s*vgn\.Prop = append\(vgn\.Prop, vugu\.VGProperty\{Key: (` + quoted +
		`), JSONVal: vjson\.RawMessage\(b\)\}\)\n\s*\}\n`)

	// again matches the copy of a loop's variable: since Go 1.22 every turn of a loop has its own.
	again = regexp.MustCompile(`\n\s*(\w+) := (\w+)\n\s*_ = (\w+)\n`)

	// box is an element whose first node is the white space that dropBlanks left, after calls on single lines.
	box = regexp.MustCompile(`vgn = vgElement(\(.*\)\n(?:\s*(?:vgn\.|vg[A-Z]).*\n)*\s*\{\n\s*vgparent := vgn\n\s*_ = vgparent\n)` +
		`\s*vgn = vgText\(vgparent, "\\n *"\)\n`)
)

const (
	quoted    = `"(?:[^"\\]|\\.)*"`
	attribute = `(?:vugu\.VGAttribute)?\{Namespace: "", Key: (` + quoted + `), Val: (` + quoted + `)\}`
)

// callNodes replaces statements by calls. Anything of another form, such as an attribute with a name space, stays as it
// is.
func callNodes(source []byte) []byte {
	source = text.ReplaceAll(source, []byte("vgn = vgText(vgparent, $1)"))
	source = component.ReplaceAll(source,
		[]byte("vgcomp := vgComponent(vgin, vgout, vgparent, $1, vgiterkey, new($2)).(*$2)\n$3"))
	source = handler.ReplaceAll(source, []byte("vgOn(vgn, $1, $2)"))
	source = contents.ReplaceAll(source, []byte("vgContents(vgn, $1"))
	source = markup.ReplaceAll(source, []byte("vgMarkup(vgn, vugu.HTML"))
	source = value.ReplaceAll(source, []byte("vgAttr(vgn, "))
	source = property.ReplaceAll(source, []byte("vgProp(vgn, $2, $1)\n"))
	source = callElements(source)
	source = again.ReplaceAllFunc(source, func(match []byte) []byte {
		if m := again.FindSubmatch(match); string(m[1]) == string(m[2]) && string(m[2]) == string(m[3]) {
			return []byte("\n")
		}
		return match
	})
	source = dropKeys(source)
	return box.ReplaceAll(source, []byte("vgn = vgBox$1"))
}

// loop matches the beginning of a loop, up to where its key is kept for components.
var loop = regexp.MustCompile(`for vgiterkeyt, (\w+) := (.*\{)\n\s*var vgiterkey interface\{\} = vgiterkeyt\n\s*_ = vgiterkey\n`)

// dropKeys removes the keys of loops in whose files no component is in a loop.
func dropKeys(source []byte) []byte {
	if bytes.Contains(source, []byte("vgComponent(")) || bytes.Contains(source, []byte("vgcompKey")) {
		return source
	}
	return loop.ReplaceAll(source, []byte("for _, $1 := $2\n"))
}

// callElements replaces the statements that append an element.
func callElements(source []byte) []byte {
	return element.ReplaceAllFunc(source, func(match []byte) []byte {
		m := element.FindSubmatch(match)
		parts := []string{string(m[2])}
		for _, kv := range pair.FindAllSubmatch(m[3], -1) {
			parts = append(parts, string(kv[1]), string(kv[2]))
		}
		for i, p := range parts {
			plain, err := strconv.Unquote(p)
			if err != nil || strings.Contains(plain, "\x00") {
				return match
			}
			parts[i] = plain
		}
		return []byte("vgn = vgElement(vgparent, " + string(m[1]) + ", " + strconv.Quote(strings.Join(parts, "\x00")) + ")")
	})
}
