package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// atBothSizes goes a feature's whole way at the width of a desk and of a small phone. At its end nothing may run out of the page sideways,
// and axe-core looks at what the way has left on it.
func atBothSizes(t *testing.T, way func(t *testing.T, tb *tab, s *server)) {
	for _, size := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 1000}, {"phone", 320, 640}} {
		t.Run(size.name, func(t *testing.T) {
			tb, s := openSite(t)
			tb.do(chromedp.EmulateViewport(size.width, size.height))
			way(t, tb, s)
			if got := js[int64](tb, `document.documentElement.scrollWidth`); got > size.width {
				t.Errorf("the page is %d px wide", got)
			}
			tb.axe()
			tb.accessible("at the end")
		})
	}
}
