package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/graph"
	"github.com/coconut-page/coconut/tasks/prosqa"
	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// ownVariants are the builds that an engine can run, best first: WebKit has no relaxed SIMD.
var ownVariants = map[string][]string{
	webdriver.Chromium.Name: {"relaxed", "simd128", "scalar"},
	webdriver.Firefox.Name:  {"relaxed", "simd128", "scalar"},
	webdriver.WebKit.Name:   {"simd128", "scalar"},
}

// kernelsOf is the kernels' name on the page, by variant.
var kernelsOf = map[string]string{"relaxed": "relaxed+archsimd", "simd128": "simd128+archsimd",
	"scalar": "scalar+generic"}

// refusals are scripts that make a browser refuse instructions like older ones, so that a lesser variant remains. The
// longer of variant.js's two probes is the one for relaxed SIMD.
var refusals = map[string]string{
	"simd128": `{ const validate = WebAssembly.validate; WebAssembly.validate = (bytes) => bytes.length <= 35 && validate(bytes); }`,
	"scalar":  `WebAssembly.validate = () => false;`,
}

// TestEngines does what a visitor does in each engine: loads the page, asks, examines the thoughts, runs a race, and
// comes back offline. It compares what the page shows with the same model run natively. With -v it prints a table of
// the times.
func TestEngines(t *testing.T) {
	shipped(t)
	times := &timings{}
	t.Run("in", func(t *testing.T) { // returns when all parallel subtests have ended
		for _, e := range webdriver.Engines {
			t.Run(e.Name, func(t *testing.T) {
				t.Parallel()
				testEngine(t, e, stopwatch{e.Name, times})
			})
		}
	})
	t.Log("\n" + times.String())
}

func testEngine(t *testing.T, e webdriver.Engine, watch stopwatch) {
	installed(t, e)
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	var v *visit
	watch.time("start of the browser", func() { v = visitWith(t, e) })
	watch.times.add(e.Name, "version", v.b.Version)
	const seed = 7
	ok := v.run("load", func(t *testing.T) {
		watch.time("first visit, until the model is ready", func() { v.open(fmt.Sprint(s.URL, "?seed=", seed)) })
		v.usesVariant(ownVariants[e.Name][0])
		watch.times.add(e.Name, "variant", ownVariants[e.Name][0])
	})
	ok = ok && v.run("ask", func(t *testing.T) {
		watch.time("ask: click to answer", v.ask)
		v.compare()
		v.typeQuestion("Rex is a cat. Every cat is an animal. Every animal is a thing. Ann is a rock. Is Rex a rock or " +
			"thing?")
		v.ask()
		watch.times.add(e.Name, "the next answer, by the page's clock", eval[string](v, readMillis))
		v.compare()
	})
	ok = ok && v.run("thoughts", func(t *testing.T) {
		v.open(fmt.Sprint(s.URL, "?seed=", seed))
		v.ask()
		watch.time("thoughts: through all of them by keyboard", v.searches)
	})
	ok = ok && v.run("race", func(t *testing.T) {
		question := eval[string](v, `document.querySelector("#question").value`)
		watch.time("race: six models fetched and run, and the heuristic", func() {
			v.click("#race")
			v.wait(`document.querySelector("#status").textContent.startsWith("The race is over")`)
		})
		compareRace(t, eval[[]raceRow](v, readRace), question)
	})
	ok = ok && v.run("word problem, in German", func(t *testing.T) {
		watch.time("a word problem's model fetched, and its answer, in German", func() {
			v.open(s.URL + "?lang=de#kind=everyday&seed=0&thoughts=7&k=7")
			v.wait(isAnswered)
		})
		v.wait(`document.documentElement.lang === "de" && document.querySelector("#answer").innerText === "Cleo has 14 apples."`)
		v.wait(`[...document.querySelectorAll("#graph text")].some((text) => text.textContent === "Cleo: 14")`)
		v.open(fmt.Sprint(s.URL, "?lang=en&seed=", seed))
		v.ask()
	})
	ok = ok && v.run("offline", func(t *testing.T) {
		eval[bool](v, takenCharge)
		if err := s.stop(); err != nil {
			t.Fatal(err)
		}
		watch.time("offline: reload, until the model is ready", v.reload)
		if got, want := eval[string](v, `document.querySelector("#question").value`), engine.NewQuestion(kindProsQA,
			seed); got != want {
			t.Errorf("offline, the page asks %q; want %q", got, want)
		}
		watch.time("offline: click to answer", v.ask)
		v.compare()
	})
	ok = ok && v.run("storage", func(t *testing.T) { v.saysHowLong(e) })
	for _, variant := range ownVariants[e.Name][1:] {
		ok = ok && v.run("variant "+variant, func(t *testing.T) {
			masked := serve(t, siteThatRefuses(t, refusals[variant]))
			v.open(fmt.Sprint(masked.URL, "?seed=", seed))
			v.usesVariant(variant)
			watch.time("ask, with the variant "+variant, v.ask)
			v.compare()
		})
	}
}

// usesVariant checks which build the page has chosen, and what it says about it.
func (v *visit) usesVariant(want string) {
	v.t.Helper()
	if got := eval[string](v, "coconutVariant"); got != want {
		v.t.Errorf("the page chose %q, want %q", got, want)
	}
	if facts := eval[string](v, `document.querySelector("#facts").textContent`); !strings.Contains(facts,
		kernelsOf[want]) {
		v.t.Errorf("the page says that it computes with %q, want %q", facts, kernelsOf[want])
	}
}

// searches goes through all thoughts by keyboard, and compares each node's colour and the rings with the native answer
// to the same question.
func (v *visit) searches() {
	v.t.Helper()
	question := eval[string](v, `document.querySelector("#question").value`)
	want, err := askNatively(v.t, question, defaultThoughts(v.t))
	if err != nil {
		v.t.Fatal(err)
	}
	q, err := prosqa.Parse(question)
	if err != nil {
		v.t.Fatal(err)
	}
	oracle, err := graph.New(&q.Graph)
	if err != nil {
		v.t.Fatal(err)
	}
	v.presses(`input[value="spoken"]`)
	v.press("#k", webdriver.KeyHome)
	latent := slices.DeleteFunc(slices.Clone(want.Steps),
		func(s reasoner.Step) bool { return s.Kind != "bot" && s.Kind != "thought" })
	for k, step := range latent {
		v.wait(fmt.Sprintf(`document.querySelector("#k-value").textContent === "%d"`, k))
		compareColours(v.t, eval[map[string]string](v, readColours), q, step.Values, k)
		if k > 0 {
			compareRings(v.t, eval[[]string](v, readRings), q, oracle, k)
		}
		v.press("#k", webdriver.KeyArrowRight)
	}
	last := len(latent) - 1
	v.presses(`input[value="held"]`)
	compareColours(v.t, eval[map[string]string](v, readColours), q, latent[last-1].Holds, last)
}

// readMillis is the expression that reads from the page how long the model took: for the question, the thoughts and
// speaking.
const readMillis = `[...document.querySelector("#timings").textContent.matchAll(/([0-9.]+) ms/g)].slice(0, 3).reduce((sum, m) => sum + Number(m[1]), 0).toFixed(1) + " ms"`

// saysHowLong checks what the page says about where the weights are kept. WebKitGTK's driver has only private storage,
// and no navigator.storage.
func (v *visit) saysHowLong(e webdriver.Engine) {
	v.t.Helper()
	want := "Kept on this device for the next visit."
	if e.Name == webdriver.WebKit.Name {
		want = "does not say for how long"
	}
	if got := eval[string](v, `document.querySelector("#storage").textContent`); !strings.Contains(got, want) {
		v.t.Errorf("the page says %q of its storage, want %q", got, want)
	}
}

// siteThatRefuses returns a copy of the site in which a script runs before variant.js probes the browser's abilities.
func siteThatRefuses(t *testing.T, script string) string {
	t.Helper()
	dir := copySite(t)
	name := filepath.Join(dir, "variant.js")
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, append([]byte(script+"\n"), text...), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := site.WriteServiceWorker(dir, repository); err != nil {
		t.Fatal(err)
	}
	return dir
}

// timings are a table: a row for each feature, a column for each engine.
type timings struct {
	mu    sync.Mutex
	rows  []string
	cells map[[2]string]string // by feature and engine
}

func (s *timings) add(engine, feature, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cells == nil {
		s.cells = map[[2]string]string{}
	}
	if !slices.Contains(s.rows, feature) {
		s.rows = append(s.rows, feature)
	}
	s.cells[[2]string{feature, engine}] = value
}

// String returns the table in Markdown, as in docs/engines.md.
func (s *timings) String() string {
	var b strings.Builder
	head, line := "| |", "|---|"
	for _, e := range webdriver.Engines {
		head, line = head+" "+e.Name+" |", line+"---|"
	}
	fmt.Fprintf(&b, "%s\n%s\n", head, line)
	for _, feature := range s.rows {
		fmt.Fprintf(&b, "| %s |", feature)
		for _, e := range webdriver.Engines {
			value, ok := s.cells[[2]string{feature, e.Name}]
			if !ok {
				value = "–"
			}
			fmt.Fprintf(&b, " %s |", value)
		}
		b.WriteString("\n")
	}
	return b.String()
}
