package e2e_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// hostPage is a page with another one in a frame. It keeps what that tells it (docs/embed.md).
const hostPage = `<!DOCTYPE html><meta charset="utf-8"><title>host</title><link rel="icon" href="data:,"><body><script>
window.frame = Object.assign(document.createElement('iframe'), {src: %q, width: 900, height: 700});
window.heard = [];
addEventListener('message', ({source, origin, data}) => {
  if (source === frame.contentWindow) heard.push({...data, origin});
  document.body.dataset.heard = heard.length; // tests wait for changes of the document
});
window.ask = (request) => frame.contentWindow.postMessage({coconut: 'ask', ...request}, '*');
document.body.append(frame);
</script>`

// host serves a page that frames an address, from an origin of its own, and returns its address.
func host(t *testing.T, address string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, hostPage, address)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// told waits for what the frame tells about a question, and returns it.
func (tb *tab) told(id int) (said struct{ Coconut, Question, Answer, Verdict, Message, Origin string }) {
	tb.t.Helper()
	find := fmt.Sprintf(`heard.find(m => m.id === %d)`, id)
	tb.wait(find)
	if err := json.Unmarshal([]byte(js[string](tb, `JSON.stringify(`+find+`)`)), &said); err != nil {
		tb.t.Fatal(err)
	}
	return said
}

// askFrame asks by a message.
func (tb *tab) askFrame(request map[string]any) {
	tb.t.Helper()
	text, err := json.Marshal(request)
	if err != nil {
		tb.t.Fatal(err)
	}
	js[bool](tb, `(ask(`+string(text)+`), true)`)
}

// answers asks a question by a message, and compares the answer with the native one.
func (tb *tab) answers(id int, question string, thoughts int) {
	tb.t.Helper()
	tb.askFrame(map[string]any{"id": id, "question": question, "thoughts": thoughts})
	want, err := askNatively(tb.t, question, thoughts)
	if err != nil {
		tb.t.Fatal(err)
	}
	if got := tb.told(id); got.Coconut != "answer" || got.Question != question || got.Answer != want.Answer ||
		got.Verdict != want.Verdict {
		tb.t.Errorf("the frame says %+v, want %q, %s", got, want.Answer, want.Verdict)
	}
}

const petQuestion = "Every cat is a pet. Every pet is a friend. Tom is a cat. Rex is a rock. Is Tom a friend or rock?"

// TestEmbed frames the page from another origin that may.
func TestEmbed(t *testing.T) {
	tb, s := openSite(t)
	framing := host(t, s.URL+"#embed")
	s.letFrame(t, framing)
	tb.doAndLoad(chromedp.Navigate(framing))
	tb.wait(`heard.some(m => m.coconut === 'ready') && heard.some(m => m.coconut === 'answer')`) // to the first question
	tb.answers(1, petQuestion, 4)
	tb.answers(2, petQuestion, 1) // the same once more, with less thoughts
	tb.answers(3, strings.ReplaceAll(petQuestion, "Tom", "Alex"), 4)
	tb.askFrame(map[string]any{"id": 4, "question": petQuestion, "k": 2})
	if got := tb.told(4); got.Answer == "" || got.Origin != strings.TrimSuffix(s.URL, sitePath) {
		t.Errorf("with a thought to show, the frame says %+v", got)
	}
	for i, bad := range []map[string]any{
		{"question": "Tom."}, {"question": ""}, {"question": 5}, {}, {"question": petQuestion, "thoughts": 9},
		{"question": petQuestion, "k": -1}, {"question": petQuestion, "thoughts": 1.5},
		{"question": strings.Repeat("x", 4001)}, {"question": "\x00<b>&q=#%"},
	} {
		bad["id"] = 10 + i
		tb.askFrame(bad)
		if got := tb.told(10 + i); got.Coconut != "error" || got.Message == "" {
			t.Errorf("%v: the frame says %+v, want an error", bad, got)
		}
	}
	// Of questions at once the last is answered.
	js[bool](tb, `(ask({id: 30, question: 'Tom.'}), ask({id: 31, question: 'Rex.'}), true)`)
	tb.answers(32, petQuestion, 3)
	if n := js[int](tb, `heard.findLast(m => m.coconut === 'height').height`); n < 300 || n > 3000 {
		t.Errorf("the frame is %d px high", n)
	}
}

// TestEmbedGuide runs the script of docs/embed.md, on servers of the test's.
func TestEmbedGuide(t *testing.T) {
	tb, s := openSite(t)
	page, err := os.ReadFile(filepath.Join(repository, "docs", "embed.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, guide, _ := strings.Cut(string(page), "## Talk with it\n```html\n")
	guide, _, found := strings.Cut(guide, "```")
	if !found {
		t.Fatal("docs/embed.md has no script")
	}
	framing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `<!DOCTYPE html><link rel="icon" href="data:,">`+strings.NewReplacer(
			"src=\"https://coconut.example/", "src=\""+s.URL, "https://coconut.example", strings.TrimSuffix(s.URL, sitePath),
			"https%3A%2F%2Fblog.example", "http%3A%2F%2F"+r.Host, "console.log(data.answer", "(document.title = data.answer",
		).Replace(guide))
	}))
	defer framing.Close()
	s.letFrame(t, framing.URL)
	tb.doAndLoad(chromedp.Navigate(framing.URL))
	tb.wait(`document.title === 'Tom is a pet.' && frame.height !== '700'`)
}

// TestEmbedRefused frames the page from an origin that may not, and from one that is not the one the address names.
func TestEmbedRefused(t *testing.T) {
	tb, s := openSite(t)
	s.provoked = true // the browser reports it
	s.letFrame(t, "https://friend.example")
	tb.doAndLoad(chromedp.Navigate(host(t, s.URL+"#embed")))
	if n := s.requests(sitePath + "page.js"); n != 0 {
		t.Errorf("in a frame, the page was loaded with its scripts (%d times)", n)
	}
	refused := func(p string) bool { return strings.Contains(p, "frame-ancestors") }
	if problems := tb.takeProblems(); !slices.ContainsFunc(problems, refused) {
		t.Errorf("the browser says %q, and nothing of frames", problems)
	}
	s.letFrame(t, "*")
	tb.doAndLoad(chromedp.Navigate(host(t, s.URL+"#embed=https%3A%2F%2Ffriend.example")))
	tb.askFrame(map[string]any{"id": 1, "question": petQuestion})
	for unheard := 0; unheard < 3; { // ready, height and the first answer
		tb.do(chromedp.Sleep(100 * time.Millisecond))
		for _, p := range tb.takeProblems() {
			if !strings.Contains(p, "https://friend.example") {
				t.Fatalf("console: %s", p)
			}
			unheard++
		}
	}
	if n := js[int](tb, `heard.length`); n != 0 {
		t.Errorf("a stranger hears %d messages", n)
	}
	tb.do(chromedp.Navigate("about:blank"))
	tb.takeProblems() // more of the same
}

// TestEmbedLook looks at the page in the frame, from a page of the site's own origin: nothing but the drawing and the
// answer is to be seen, and play plays.
func TestEmbedLook(t *testing.T) {
	tb, s := openSite(t)
	mux := http.NewServeMux() // the page's policy, which comes with all files of the site, allows no frames in it
	mux.HandleFunc("/host", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, hostPage, "/#embed") })
	mux.Handle("/", http.FileServer(http.Dir(s.dir)))
	server := httptest.NewServer(mux)
	defer server.Close()
	tb.doAndLoad(chromedp.Navigate(server.URL + "/host"))
	tb.wait(`heard.some(m => m.coconut === 'answer')`)
	tb.askFrame(map[string]any{"id": 1, "question": petQuestion, "thoughts": 6, "k": 1})
	tb.told(1)
	seen := func(selector string) bool {
		return js[bool](tb, fmt.Sprintf(`(frame.contentDocument.querySelector(%q)?.checkVisibility() ?? false)`, selector))
	}
	for selector, want := range map[string]bool{
		"#graph": true, "#answer": true, "#told": true, "#play": true, "#story": true, "header": false, "footer": false,
		"#question": false, "#next": false, "#laboratory": false, "#meaning": false, ".skip": false, ".legend": false,
	} {
		if got := seen(selector); got != want {
			t.Errorf("%s: seen is %v", selector, got)
		}
	}
	k := `frame.contentDocument.getElementById('k-value').textContent`
	if got := js[string](tb, k); got != "1" {
		t.Errorf("thought %s is shown, want 1", got)
	}
	js[bool](tb, `(frame.contentWindow.postMessage({coconut: 'play'}, '*'), true)`)
	promised[bool](tb, `new Promise((done) => {
		const timer = setInterval(() => { if (`+k+` === '2') { clearInterval(timer); done(true); } }, 50);
	})`)
	if got := js[int](tb, `frame.contentDocument.documentElement.scrollWidth - frame.contentWindow.innerWidth`); got > 0 {
		t.Errorf("the page is %d px wider than its frame", got)
	}
}
