package npm_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestElement asks a question by <coconut-reasoner> as a visitor does, under a strict policy.
func TestElement(t *testing.T) {
	s := serve(t)
	p := openPage(t, s.URL)
	if err := chromedp.Run(p.ctx, chromedp.Navigate(s.URL+"/element.html")); err != nil {
		t.Fatal(err)
	}
	var r struct {
		Answer, Status, Button, Label, Value string
		Nodes, Path                          []string
		Arrows                               int
		Shown                                []float64
		Events, Violations                   []string
	}
	p.evaluate(`test.ask()`, &r)
	if r.Answer != "Tom is a lempus." || r.Button != "Ask" || len(r.Violations) > 0 {
		t.Errorf("the answer is %q, the button says %q, the policy was violated by %q", r.Answer, r.Button, r.Violations)
	}
	slices.Sort(r.Path)
	if len(r.Nodes) != 9 || r.Arrows != 7 || strings.Join(r.Path, " ") != "Tom brimpus gerpus lempus terpus" {
		t.Errorf("drawn are %q with %d arrows, on the path %q", r.Nodes, r.Arrows, r.Path)
	}
	lempus := slices.Index(r.Nodes, "lempus")
	if !strings.HasPrefix(r.Status, "After thought 4: lempus ") || r.Label != r.Status || r.Value != r.Status ||
		slices.Max(r.Shown) != r.Shown[lempus] {
		t.Errorf("it rests on %q (drawing %q, slider %q), with shares %v", r.Status, r.Label, r.Value, r.Shown)
	}
	if strings.Join(r.Events, " ") != "step answer" {
		t.Errorf("events %q", r.Events)
	}
	var status string
	p.evaluate(`test.move(0)`, &status)
	if !strings.HasPrefix(status, "After the question: Tom ") {
		t.Errorf("before the thoughts it says %q", status)
	}
	accessible(t, p)
	elementTroubles(t, p)
	var hasty []string
	p.evaluate(`test.hasty()`, &hasty)
	if strings.Join(hasty, ", ") != "AbortError, Rex is a thing., AbortError, stopped" {
		t.Errorf("asked in haste it says %q", hasty)
	}
}

// elementTroubles asks what cannot be read, ends a question, and shares a model.
func elementTroubles(t *testing.T, p *page) {
	t.Helper()
	var r struct{ Wrong, Shown, Stopped, Status, Button string }
	p.evaluate(`test.trouble()`, &r)
	if r.Wrong != "syntax" || r.Shown == "" || r.Stopped != "AbortError" || r.Status != "stopped" || r.Button != "Ask" {
		t.Errorf("of what cannot be read, or was stopped: %+v", r)
	}
	var shared struct {
		Answers          []string
		Still            string
		Thoughts, Listed int
	}
	p.evaluate(`test.shared()`, &shared)
	if strings.Join(shared.Answers, " ") != "Tom is a pet. Tom is a pet." || shared.Still != "Tom is a pet." {
		t.Errorf("with a shared model the answers are %q, and afterwards %q", shared.Answers, shared.Still)
	}
	if shared.Thoughts == 0 || shared.Listed != shared.Thoughts+1 {
		t.Errorf("%d of %d thoughts are listed", shared.Listed, shared.Thoughts)
	}
}

// accessible runs axe on the page.
func accessible(t *testing.T, p *page) {
	t.Helper()
	installed(t, "bundlers", "bash .ci/deps")
	axe, err := os.ReadFile(filepath.Join("bundlers", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatal(err)
	}
	var found []json.RawMessage
	p.evaluate(string(axe)+`; axe.run().then(({violations}) =>
		violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html).join()))`, &found)
	for _, v := range found {
		t.Errorf("axe: %s", v)
	}
}

// TestElementSize holds the element, and each adapter, to what they may weigh.
func TestElementSize(t *testing.T) {
	for name, most := range map[string]int64{"element.js": 15_000, "react.js": 8_000, "ai.js": 8_000, "prompt.js": 8_000} {
		info, err := os.Stat(filepath.Join(packageDir(t), name))
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > most {
			t.Errorf("%s has %d bytes, want at most %d", name, info.Size(), most)
		}
	}
}
