package main

import "testing"

func TestDropBlanks(t *testing.T) {
	const head, end = "\tvgparent := vgn\n", "\tif c.has() {\n"
	node := func(data string) string {
		return "\t\tvgn = &vugu.VGNode{Type: vugu.VGNodeType(1), Data: \"" + data + "\"}\n\t\tvgparent.AppendChild(vgn)\n"
	}
	for _, tt := range []struct {
		data string
		kept bool
	}{{`\n    `, false}, {`\n\n\t`, false}, {` \n`, false}, {` `, true}, {`what it would say`, true}, {`\n  word\n`, true},
		{`\u00a0`, true}} {
		want := head + end
		if tt.kept {
			want = head + node(tt.data) + end
		}
		opened := "\t\t_ = vgparent\n" + node(tt.data) + end
		if got := string(dropBlanks([]byte(opened))); got != opened {
			t.Errorf("text %q, an element's first: got %q", tt.data, got)
		}
		if got := string(dropBlanks([]byte(head + node(tt.data) + end))); got != want {
			t.Errorf("text %q: got %q, want %q", tt.data, got, want)
		}
	}
}
