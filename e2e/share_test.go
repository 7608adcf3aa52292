package e2e_test

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// frameAddress finds the address in the lines that the Embed button copies.
var frameAddress = regexp.MustCompile(`^<iframe title="[^"]+" width="900" height="700" src="([^"]+)"></iframe>$`)

// TestCopied checks what the buttons over the question box copy: a link that opens the question, and a frame with it.
func TestCopied(t *testing.T) {
	tb, s := openSite(t)
	tb.open(s.URL)
	tb.do(browser.SetPermission(&browser.PermissionDescriptor{Name: "clipboard-read"}, browser.PermissionSettingGranted),
		browser.SetPermission(&browser.PermissionDescriptor{Name: "clipboard-write"}, browser.PermissionSettingGranted))
	copied := func(button string) (text string) {
		t.Helper()
		tb.do(chromedp.Click(button, chromedp.ByQuery), chromedp.Poll(`document.querySelector('`+button+
			`').textContent === 'Copied'`, nil), chromedp.Evaluate(`navigator.clipboard.readText()`, &text, awaited))
		return text
	}
	link := copied("#copy")
	if at, err := url.Parse(link); err != nil || !strings.HasPrefix(link, s.URL) || at.Fragment == "" {
		t.Fatalf("copied %q, %v", link, err)
	}
	found := frameAddress.FindStringSubmatch(copied("#embed"))
	if found == nil || html.UnescapeString(found[1]) != strings.Replace(link, "#", "#embed&", 1) {
		t.Errorf("the frame is %q, of the link %q", found, link)
	}
}

// TestCard: the picture to share has the size that other sites preview, the page's colours, light and dark, and shows
// the drawing; the dialog is accessible and gives the focus back.
func TestCard(t *testing.T) {
	tb, s := openSite(t)
	for _, scheme := range []string{"light", "dark"} {
		tb.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}))
		tb.do(chromedp.Navigate("about:blank"), chromedp.Navigate(s.URL))
		tb.wait(answers("Rex"))
		tb.do(chromedp.Focus("#card"), chromedp.KeyEvent(kb.Enter))
		tb.wait(`document.querySelector("#card-picture")`)
		got := js[[]float64](tb, `(() => {
			const picture = document.querySelector("#card-picture");
			const {data} = picture.getContext("2d").getImageData(0, 0, picture.width, picture.height);
			const counts = new Map();
			for (let i = 0; i < data.length; i += 4) {
				const colour = data.slice(i, i + 3).join();
				counts.set(colour, (counts.get(colour) ?? 0) + 1);
			}
			const [value] = document.querySelector("#graph .path .value").computedStyleMap().get("fill").toString().match(/\d+, \d+, \d+/);
			return [picture.width, picture.height, data[0], counts.get(value.replaceAll(" ", "")) ?? 0];
		})()`)
		if bright := got[2] > 128; got[0] != 1200 || got[1] != 630 || bright != (scheme == "light") || got[3] < 1000 {
			t.Errorf("%s: width, height, brightness of the ground and points in the colour of a thought: %v", scheme, got)
		}
		if name := js[string](tb, `document.querySelector("#card-save").download`); name != "coconut.png" {
			t.Errorf("the file is called %q", name)
		}
		tb.axe()
		tb.accessible("the picture to share, " + scheme)
		tb.do(chromedp.KeyEvent(kb.Escape))
		tb.wait(`!document.querySelector("#card-box")`)
		if focused := js[string](tb, "document.activeElement.id"); focused != "card" {
			t.Errorf("the focus goes to %q", focused)
		}
	}
}

// TestOpenTraceFile: a trace that the page saved is opened by the file field and by a drop, plays without the model
// being asked, and is called a recording; another file is refused by name.
func TestOpenTraceFile(t *testing.T) {
	const question = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"
	result, err := askNatively(t, question, -1)
	if err != nil {
		t.Fatal(err)
	}
	trace, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	tb, s := openSite(t)
	tb.still()
	tb.open(s.URL + "?seed=5")
	give := func(how, name, text string) {
		t.Helper()
		tb.do(chromedp.Evaluate(`(() => {
			const chosen = new DataTransfer();
			chosen.items.add(new File([`+quote(text)+`], `+quote(name)+`));
			if (`+quote(how)+` === "drop") {
				document.querySelector("#told").dispatchEvent(new DragEvent("drop", {dataTransfer: chosen, bubbles: true, cancelable: true}));
			} else {
				const field = document.querySelector("#trace-file");
				field.files = chosen.files;
				field.dispatchEvent(new Event("change", {bubbles: true}));
			}
		})()`, nil))
	}
	for _, how := range []string{"choose", "drop"} {
		give(how, how+".json", string(trace))
		tb.wait(`document.querySelector("#recording")?.textContent.startsWith("A recording, opened from ` + how + `.json")`)
		if got := tb.question(); got != question || tb.text("#answer") != result.Answer {
			t.Errorf("%s: the page shows %q, %q", how, got, tb.text("#answer"))
		}
		tb.wait(`document.querySelector("#story li")`)
		give(how, "notes.txt", "Dear diary")
		tb.wait(`document.querySelector("#recording-problem")?.textContent.startsWith("notes.txt cannot be shown: ")`)
	}
	tb.axe()
	tb.accessible("a recording")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	if tb.text("#recording") != "" {
		t.Error("asked again, it is still called a recording")
	}
}
