package e2e_test

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// atBothSizes tests a whole feature at the width of a desktop and of a small phone. At its end nothing may overflow the
// page sideways, and axe-core checks the page in that state.
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
