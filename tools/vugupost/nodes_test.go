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
		"component": {"{\n" +
			"\tvgcompKey := vugu.MakeCompKey(0x4DB6^vgin.CurrentPositionHash(), vgiterkey)\n\t// ask BuildEnv\n" +
			"\tvgcomp, _ := vgin.BuildEnv.CachedComponent(vgcompKey).(*Trace)\n\tif vgcomp == nil {\n\t\t// create\n" +
			"\t\tvgcomp = new(Trace)\n\t\tvgin.BuildEnv.WireComponent(vgcomp)\n\t}\n" +
			"\tvgin.BuildEnv.UseComponent(vgcompKey, vgcomp)\t// ensure\n\tvgcomp.ID = \"a\"\n\tvgcomp.Rows = c.rows()\n" +
			"\tvgout.Components = append(vgout.Components, vgcomp)\n\tvgn = &vugu.VGNode{Component: vgcomp}\n" +
			"\tvgparent.AppendChild(vgn)\n}\n",
			"{\n\tvgcomp := vgComponent(vgin, vgout, vgparent, 0x4DB6, vgiterkey, new(Trace)).(*Trace)\n" +
				"\tvgcomp.ID = \"a\"\n\tvgcomp.Rows = c.rows()\n}\n"},
		"markup":    {`vgn.SetInnerHTML(vugu.HTML("a (&amp;) b"))`, `vgMarkup(vgn, vugu.HTML("a (&amp;) b"))`},
		"contents":  {`vgn.SetInnerHTML("a" + c.b())`, `vgContents(vgn, "a" + c.b())`},
		"attribute": {`vgn.AddAttrInterface("class", c.b())`, `vgAttr(vgn, "class", c.b())`},
		"again": {"a {\n\to := o\n\t_ = o\n\tvgparent := vgn\n\t_ = vgparent\n}\n",
			"a {\n\tvgparent := vgn\n\t_ = vgparent\n}\n"},
		"key": {"for vgiterkeyt, o := range c.all() {\n\tvar vgiterkey interface{} = vgiterkeyt\n\t_ = vgiterkey\n\ta()\n}\n",
			"for _, o := range c.all() {\n\ta()\n}\n"},
		"property": {"{\n\tb, err := vjson.Marshal(c.on())\n\tif err != nil {\n\t\tpanic(err)\n\t}\n" +
			"\tvgn.Prop = append(vgn.Prop, vugu.VGProperty{Key: \"checked\", JSONVal: vjson.RawMessage(b)})\n}\n",
			"vgProp(vgn, \"checked\", c.on())\n"},
		"box": {"vgn = vgElement(vgparent, \"\", \"p\")\n" +
			"vgn.AddAttrInterface(\"class\", c.b())\n{\n\tvgparent := vgn\n\t_ = vgparent\n" +
			"\tvgn = vgText(vgparent, \"\\n    \")\n}\n",
			"vgn = vgBox(vgparent, \"\", \"p\")\nvgAttr(vgn, \"class\", c.b())\n{\n\tvgparent := vgn\n\t_ = vgparent\n}\n"},
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
