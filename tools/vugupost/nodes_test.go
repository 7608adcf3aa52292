package main

import "testing"

func TestCallNodes(t *testing.T) {
	const parent = "\n\t\tvgparent.AppendChild(vgn)\n"
	const one = `vgn = &vugu.VGNode{Type: vugu.VGNodeType(3), Namespace: "", Data: "p", Attr: []vugu.VGAttribute`
	for name, tt := range map[string]struct{ in, want string }{
		"text":           {`vgn = &vugu.VGNode{Type: vugu.VGNodeType(1), Data: "a \"word\""}` + parent, `vgn = vgText(vgparent, "a \"word\"")` + "\n"},
		"no attributes":  {one + "(nil)}" + parent, `vgn = vgElement(vgparent, "", "p")` + "\n"},
		"one attribute":  {one + `{{Namespace: "", Key: "id", Val: "a"}}}` + parent, `vgn = vgElement(vgparent, "", "p\x00id\x00a")` + "\n"},
		"two attributes": {one + `{{Namespace: "", Key: "id", Val: "a}"}, vugu.VGAttribute{Namespace: "", Key: "b", Val: ""}}}` + parent, `vgn = vgElement(vgparent, "", "p\x00id\x00a}\x00b\x00")` + "\n"},
		"in SVG":         {`vgn = &vugu.VGNode{Type: vugu.VGNodeType(3), Namespace: "svg", Data: "g", Attr: []vugu.VGAttribute(nil)}` + parent, `vgn = vgElement(vgparent, "svg", "g")` + "\n"},
		"name space":     {one + `{{Namespace: "xlink", Key: "id", Val: "a"}}}` + parent, one + `{{Namespace: "xlink", Key: "id", Val: "a"}}}` + parent},
		"NUL":            {one + `{{Namespace: "", Key: "id", Val: "\x00"}}}` + parent, one + `{{Namespace: "", Key: "id", Val: "\x00"}}}` + parent},
		"root":           {one + "(nil)}\n\tvgout.Out = append(vgout.Out, vgn)", one + "(nil)}\n\tvgout.Out = append(vgout.Out, vgn)"},
		"handler": {"vgn.DOMEventHandlerSpecList = append(vgn.DOMEventHandlerSpecList, " +
			"vugu.DOMEventHandlerSpec{\n\tEventType:\t\"click\",\n\t" +
			"Func:\t\tfunc(event vugu.DOMEvent) { c.set(1, \"x\") },\n\t// TODO: implement capture\n})\n",
			"vgOn(vgn, \"click\", func(event vugu.DOMEvent) { c.set(1, \"x\") })\n"},
	} {
		if got := string(callNodes([]byte(tt.in))); got != tt.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, tt.want)
		}
	}
}
