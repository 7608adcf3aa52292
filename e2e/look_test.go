package e2e_test

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestLook measures the page in both colour schemes and many widths: nothing overflows it sideways, no label is cut
// off, and every text has enough contrast (4.5, as WCAG AA requires).
func TestLook(t *testing.T) {
	tb, s := openSite(t)
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{2560, 1920, 1280, 1024, 768, 390, 360, 320} {
			name := fmt.Sprintf("%s-%d", scheme, width)
			media := &emulation.MediaFeature{Name: "prefers-color-scheme", Value: scheme}
			tb.do(emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{media}),
				chromedp.EmulateViewport(width, 900))
			tb.open(s.URL + "?seed=7")
			tb.do(chromedp.Click("#ask"))
			tb.answered()
			tb.shoot(name)
			if got := js[int64](tb, `document.documentElement.scrollWidth`); got != width {
				t.Errorf("%s: the page is %d px wide: %q", name, got,
					js[[]string](tb,
						`[...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.tagName + "." + e.className + "#" + e.id).slice(0, 9)`))
			}
			for _, cut := range js[[]string](tb, cutTexts) {
				t.Errorf("%s: cut off: %s", name, cut)
			}
			for _, faint := range js[[]string](tb, faintTexts) {
				t.Errorf("%s: too little contrast: %s", name, faint)
			}
		}
	}
}

// TestLookNothingMoves: what moves does so for 300 ms at most, and not at all where the visitor asks for that.
func TestLookNothingMoves(t *testing.T) {
	tb, s := openSite(t)
	const longest = `Math.max(...[...document.querySelectorAll("*")].flatMap((e) => {
		const {transitionDuration, animationDuration} = getComputedStyle(e);
		return [transitionDuration, animationDuration].flatMap((d) => d.split(",").map(parseFloat));
	}))`
	tb.open(s.URL + "?seed=7")
	tb.do(chromedp.Click("#ask"))
	tb.answered()
	if seconds := js[float64](tb, longest); seconds == 0 || seconds > 0.3 {
		t.Errorf("something moves for %.1f s", seconds)
	}
	tb.still()
	if seconds := js[float64](tb, longest); seconds > 0 {
		t.Errorf("where nothing should, something moves for %.1f s", seconds)
	}
}

// cutTexts lists the visible texts that do not fit what they stand in: a box of the drawing, or an element that hides
// what does not.
const cutTexts = `(() => {
	const cut = [];
	for (const text of document.querySelectorAll("#graph .node text")) {
		const box = text.parentNode.querySelector(".ground").getBBox();
		if (text.getBBox().width > box.width || text.textContent.includes("…")) cut.push(text.textContent);
	}
	for (const e of document.querySelectorAll("body :is(button, a, p, li, th, td, label, h1, h2, h3, select, span)")) {
		const {overflowX, position, clipPath} = getComputedStyle(e);
		if (!e.checkVisibility() || clipPath !== "none" || e.closest(".unseen")) continue;
		if (overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1) cut.push(e.tagName + "#" + e.id + ": " + e.textContent.slice(0, 40));
	}
	return cut;
})()`

// faintTexts lists the visible texts with a contrast below 4.5 to the nearest painted background.
const faintTexts = `(() => {
	const rgb = (colour) => colour.match(/[\d.]+/g).map(Number);
	const luminance = ([r, g, b]) => {
		const [x, y, z] = [r, g, b].map((c) => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
		return 0.2126 * x + 0.7152 * y + 0.0722 * z;
	};
	const ground = (element) => {
		for (let e = element; e; e = e.parentElement) {
			const c = rgb(getComputedStyle(e).backgroundColor);
			if (c.length < 4 || c[3] === 1) return c;
		}
		return [255, 255, 255];
	};
	const faint = [];
	for (const e of document.querySelectorAll("body *")) {
		const text = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data.trim()).join("");
		if (!text || !e.checkVisibility()) continue;
		const [a, b] = [luminance(rgb(getComputedStyle(e).color)), luminance(ground(e))].sort((p, q) => q - p);
		const contrast = (a + 0.05) / (b + 0.05);
		if (contrast < 4.5) faint.push(text.slice(0, 40) + " (" + e.tagName + "." + e.className + "): " + contrast.toFixed(2));
	}
	return faint;
})()`
