package e2e_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// TestLanguages uses the page in every other language: it asks, breaks a thought, edits, races, counts, and asks what
// cannot be read. Wherever it looks nothing of the page's own is in English, no label is cut off, and axe-core is
// content.
func TestLanguages(t *testing.T) {
	shipped(t)
	for _, language := range languages(t) {
		t.Run(language, func(t *testing.T) {
			tb, s := openSite(t)
			for _, width := range []int64{360, 1280} {
				look := func(what string) {
					t.Helper()
					what = fmt.Sprintf("%s, %d px", what, width)
					tb.translated(what)
					tb.uncut(what, width)
					tb.accessible(what)
				}
				tb.do(chromedp.EmulateViewport(width, 900), emulation.SetEmulatedMedia().WithFeatures(
					[]*emulation.MediaFeature{{Name: "prefers-reduced-motion", Value: "reduce"}}))
				tb.open(fmt.Sprintf("%s?lang=%s&width=%d", s.URL, language, width))
				tb.answered()
				tb.axe()
				look("as it opens")
				for _, part := range []string{"#open-inside", "#open-thoughts", "#open-trace", "#break-thought"} {
					tb.do(chromedp.Evaluate(`document.querySelector("`+part+`").click()`, nil))
				}
				tb.wait(`document.querySelector("#whatif-result")`)
				look("with a broken thought")
				for _, scene := range []string{"words", "proof"} {
					tb.do(chromedp.Evaluate(`document.querySelector("#`+scene+`-ask").click()`, nil))
					tb.wait(`document.querySelector("#` + scene + ` .said") && ` + isIdle)
				}
				tb.choose("#whatif-kind", "edge")
				tb.do(chromedp.Click("#whatif"))
				tb.wait(isIdle)
				tb.do(chromedp.Click("#race"))
				tb.wait(`document.querySelectorAll("#race-table .verdict").length > 5 && ` + isIdle)
				tb.choose("#batch-count", "20")
				tb.do(chromedp.Click("#batch"))
				tb.wait(`document.querySelector("#batch-export") && ` + isIdle)
				look("with everything on it")
				tb.shoot(fmt.Sprintf("%s-%d", language, width))
				tb.do(chromedp.Click("#edit"), chromedp.Click(`#graph .node`))
				tb.wait(`document.querySelector("#graph.editing .selected")`)
				look("in the editor")
				tb.typeQuestion("Tom likes tea. Is Tom a cat or pet?")
				tb.do(chromedp.Click("#ask"))
				tb.wait(`document.querySelector("#alert").textContent`)
				look("with a bad question")
			}
		})
	}
}

// isIdle is true while no job is under way.
const isIdle = `document.querySelector("#ask[aria-disabled=false]")`

// languages are the languages of the page besides English.
func languages(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(repository, "ui", "words", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no languages (%v)", err)
	}
	for i, name := range files {
		files[i] = strings.TrimSuffix(filepath.Base(name), ".json")
	}
	return files
}

// translated checks that nothing that is seen or read out is English, but for questions and what models say.
func (tb *tab) translated(what string) {
	tb.t.Helper()
	for _, text := range js[[]string](tb, shownTexts) {
		if english.MatchString(quoted.ReplaceAllString(text, "")) {
			tb.t.Errorf("%s: in English: %q", what, text)
		}
	}
}

var (
	// quoted matches what may be quoted from a question: facts, in quotation marks or not, and the forms of sentences.
	quoted = regexp.MustCompile(`“[^“”]*[“”]|„[^“]*“|"[^"]*"|(?:Every )?\pL+ is an? \pL+(?: or \pL+)?[.?]?|https?:\S+`)
	// english matches words that no sentence of the other languages has.
	english = regexp.MustCompile(`(?i)\b(?:the|of|is|are|and|to|it|with|this|that|your|for|has|from|thoughts?|facts?|` +
		`questions?|answers?|right|wrong|word|none|share|loading|tokens)\b`)
)

// shownTexts are all texts and the attributes that are read out, of visible elements in the page's language.
const shownTexts = `[...document.querySelectorAll("body *")].filter((e) => e.checkVisibility() &&
	e.closest("[lang]") === document.documentElement && !e.closest("code, script, textarea, noscript, .lane, .links, cite, em, a[href^=http], h1"))
	.flatMap((e) => [...[...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data),
		...["aria-label", "title", "placeholder", "alt", "aria-valuetext"].map((a) => e.getAttribute(a) || "")])
	.map((text) => text.trim()).filter(Boolean)`

// uncut checks that no label is wider than its element, and the page no wider than the window.
func (tb *tab) uncut(what string, width int64) {
	tb.t.Helper()
	if got := js[int64](tb, `document.documentElement.scrollWidth`); got > width {
		tb.t.Errorf("%s: the page is %d px wide", what, got)
	}
	for _, cut := range js[[]string](tb, `[
		...[...document.querySelectorAll("button, label, legend, th, td, h2, h3, dt, dd, nav a, .verdict, .told, .hint")]
			.filter((e) => e.checkVisibility() && e.clientWidth > 1 && e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline"),
		...[...document.querySelectorAll("#graph text")].filter((e) => {
			const text = e.getBoundingClientRect();
			const room = (e.closest("g")?.querySelector(".ground") || e.closest("svg")).getBoundingClientRect();
			return text.left < room.left - 1 || text.right > room.right + 1;
		}),
	].map((e) => e.tagName + " " + e.textContent)`) {
		tb.t.Errorf("%s: cut off: %s", what, cut)
	}
}

// TestTranslations puts a sample of every phrase of a language through words.js: each finds its own translation, with
// what was filled in.
func TestTranslations(t *testing.T) {
	tb, s := openSite(t)
	for _, language := range languages(t) {
		tb.open(fmt.Sprintf("%s?seed=1&lang=%s", s.URL, language))
		for _, wrong := range promised[[]string](tb, fmt.Sprintf(wrongSamples, language)) {
			t.Errorf("%s: %s", language, wrong)
		}
	}
}

// wrongSamples fills every template in and compares what words.js makes of it with its translation, filled in.
const wrongSamples = `fetch("words-%s.json").then((r) => r.json()).then((strings) => {
	const numbers = {n: "3", m: "5", k: "7"};
	const sample = (name) => numbers[name] ?? (/^Size/.test(name) ? "12 MB" : /^Time/.test(name) ? "34 ms" :
		/^[A-Z]/.test(name) ? "Offline" : "x" + name);
	const filled = (name) => sample(name) === "Offline" ? strings.Offline : sample(name);
	const wrong = [];
	for (const [english, foreign] of Object.entries(strings)) {
		if (!/\p{L}/u.test(english.replace(/\{[^}]*\}/g, "")) || english === "English") continue;
		const text = english.replace(/\{(\w+)( [^}]*)?\}/g, (all, name, noun) => noun ? sample(name) + noun + "s" : sample(name))
			.replace(/[[\]]/g, "");
		if (/\[/.test(english) || text === " and ") continue;
		const want = foreign.replace(/\{(\w+)(?: ([^|}]*)\|([^}]*))?\}/g,
			(all, name, one, more) => more ? sample(name) + " " + more : filled(name));
		const got = coconutTranslate.find(text);
		if (got !== want) wrong.push(JSON.stringify([text, got, want]));
	}
	return wrong;
})`

// TestTranslate is a table of sentences as the page says them.
func TestTranslate(t *testing.T) {
	tb, s := openSite(t)
	for language, cases := range map[string]map[string]string{
		"de": {
			"Thought 2 holds pet, dog and cat at once.": "Gedanke 2 enthält zugleich pet, dog und cat.",
			"Thought 2 holds a, b and 3 more at once.":  "Gedanke 2 enthält zugleich a, b und 3 weitere.",
			"1 thought": "1 Gedanke",
			"After 1 thought, it would answer at once.":  "Nach 1 Gedanken würde es sofort antworten.",
			"After 2 thoughts, it would answer at once.": "Nach 2 Gedanken würde es sofort antworten.",
			"1.4 MB":                       "1,4 MB",
			"1,234,567":                    "1.234.567",
			"Answer: Rex is a dog. Right.": "Antwort: Rex is a dog. Richtig.",
			"After: zeros for thought 2":   "Nachher: Nullen für Gedanke 2",
			"Loading the model: 1.2 MB of 3.4 MB, layer 1 of 4, about 3 s left": "Das Modell wird geladen: 1,2 MB von 3,4 MB, " +
				"Schicht 1 von 4, noch etwa 3 s",
			"6 thoughts, then 12 tokens in 3.4 ms, 40 a second; the first after 2 ms.": "6 Gedanken, dann 12 Token in 3,4 ms, " +
				"40 pro Sekunde; das erste nach 2 ms.",
			"It continues texts, and talks if it was made for that. Licence: Apache-2.0. It is not on this device yet.": "Es " +
				"setzt Texte fort und führt Gespräche, wenn es dafür gemacht ist. Lizenz: Apache-2.0. Es ist noch nicht auf " +
				"diesem Gerät.",
			"The model could not be loaded. Odd words.":         "Das Modell konnte nicht geladen werden. Odd words.",
			`A fact reads "Every X is a Y." or "Name is a Y.".`: "Ein Fakt lautet “Every X is a Y.” oder “Name is a Y.”.",
			`That cannot be: no fact would be left about cat.`:  "Das geht nicht: über cat bliebe kein Fakt übrig.",
			`“Tom likes tea.”: a fact reads "Every X is a Y." or "Name is a Y.".`: "„Tom likes tea.“: ein Fakt lautet " +
				"“Every X is a Y.” oder “Name is a Y.”.",
		},
		"zh": {
			"Thought 2 holds pet, dog and cat at once.": "第 2 步思维同时含有 pet、dog 和 cat。",
			"After 1 thought, it would answer at once.": "经过 1 步思维后，它会立刻作答。",
			"Answer: Rex is a dog. Right.":              "答案：Rex is a dog. 正确。",
			"The race is over: 3 of 7 models right. 2 more are not on this device.": "比赛结束：7 个模型中有 3 个答对。" +
				"另有 2 个不在此设备上。",
			"1.4 MB": "1.4 MB",
		},
	} {
		tb.open(fmt.Sprintf("%s?seed=1&lang=%s", s.URL, language))
		for _, text := range slices.Sorted(maps.Keys(cases)) {
			if got := js[string](tb, fmt.Sprintf("coconutTranslate.find(%q) ?? ''", text)); got != cases[text] {
				t.Errorf("%s: %q is %q; want %q", language, text, got, cases[text])
			}
		}
	}
}

// TestLanguageChoice chooses languages in every way. English visitors download nothing of the others.
func TestLanguageChoice(t *testing.T) {
	tb, s := openSite(t)
	var fetched []string
	chromedp.ListenTarget(tb.ctx, func(event any) {
		if e, ok := event.(*network.EventRequestWillBeSent); ok && strings.Contains(e.Request.URL, "words") {
			fetched = append(fetched, e.Request.URL)
		}
	})
	tb.do(network.Enable())
	is := func(language, title string) {
		t.Helper()
		tb.wait(fmt.Sprintf(`document.documentElement.lang === %q`, language))
		if got := tb.text("#result-heading"); got != title {
			t.Errorf("in %s the question's heading is %q; want %q", language, got, title)
		}
		if got := js[string](tb, `document.querySelector("#language").value`); got != language {
			t.Errorf("in %s the list shows %q", language, got)
		}
	}
	tb.open(s.URL + "?seed=7")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	is("en", "The question")
	tb.kept()
	if len(fetched) > 0 {
		t.Errorf("in English the page fetched %v", fetched)
	}
	answer := tb.text("#answer")
	tb.choose("#language", "de")
	is("de", "Die Frage")
	tb.choose("#language", "zh")
	is("zh", "问题")
	if got := tb.text("#answer"); got != answer {
		t.Errorf("after the change the answer is %q; it was %q", got, answer)
	}
	if got := js[string](tb, `document.querySelector(".share").href`); !strings.Contains(got, "lang=zh#") {
		t.Errorf("the chosen language is not in the link %s", got)
	}
	tb.choose("#language", "en")
	is("en", "The question")
	if left := js[string](tb, `document.body.innerText.match(/[\u4e00-\u9fff]+/g)?.join(" ") ?? ""`); left != "中文" && left != "" {
		t.Errorf("back in English there is %q", left)
	}
	tb.choose("#language", "de")
	is("de", "Die Frage")
	tb.open(s.URL + "?seed=8") // the choice is remembered, and not in links that nobody put it into
	is("de", "Die Frage")
	if got := js[string](tb, `document.querySelector(".share").href`); strings.Contains(got, "lang=") {
		t.Errorf("a language that was not asked for is in the link %s", got)
	}
}

// TestBrowserLanguage opens the page in a browser of a Chinese reader.
func TestBrowserLanguage(t *testing.T) {
	tb, s := openSite(t)
	tb.do(emulation.SetUserAgentOverride(js[string](tb, `navigator.userAgent`)).WithAcceptLanguage("zh-CN,fr,en"))
	tb.open(s.URL + "?seed=7")
	if got := js[string](tb, `document.documentElement.lang`); got != "zh" {
		t.Errorf("the page is in %q", got)
	}
	tb.open(s.URL + "?seed=7&lang=en")
	if got := js[string](tb, `document.documentElement.lang`); got != "en" {
		t.Errorf("with lang=en the page is in %q", got)
	}
}

// TestLanguageOffline visits in German, and comes back without a network.
func TestLanguageOffline(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=7&lang=de")
	tb.kept()
	promised[bool](tb, `(async () => {
		while (!await caches.match("words-de.json") || !await caches.match("words.js")) {
			await new Promise((later) => setTimeout(later, 50));
		}
		return true;
	})()`)
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	tb.doAndLoad(chromedp.Reload())
	tb.wait(`document.querySelector("#facts")`)
	tb.wait(`document.documentElement.lang === "de"`)
}

// TestLanguageBundle opens the single-file page in German: it has the strings in it.
func TestLanguageBundle(t *testing.T) {
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	page, err := site.Bundle(dir, repository, modelName)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(path, page, 0o644); err != nil {
		t.Fatal(err)
	}
	tb, _ := openSite(t)
	tb.open("file://" + path + "?lang=de")
	tb.wait(`document.documentElement.lang === "de"`)
	if got := tb.text("#result-heading"); got != "Die Frage" {
		t.Errorf("the question's heading is %q", got)
	}
}
