package e2e_test

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// TestVariants makes the browser refuse instructions like older and other engines, and expects the page to choose the
// remaining build, and to give the native answer, bit for bit as far as its trace shows.
func TestVariants(t *testing.T) {
	for _, tt := range []struct{ name, refuse, kernels string }{
		{"relaxed", `false`, "relaxed+archsimd"},
		{"simd128", `bytes.length > 35`, "simd128+archsimd"}, // the longer of the two probes
		{"scalar", `true`, "scalar+generic"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tb, s := openSite(t)
			refuse := `{ const validate = WebAssembly.validate; WebAssembly.validate = (bytes) => !(` + tt.refuse +
				`) && validate(bytes); }`
			tb.do(chromedp.ActionFunc(func(ctx context.Context) error {
				_, err := page.AddScriptToEvaluateOnNewDocument(refuse).Do(ctx)
				return err
			}))
			tb.open(s.URL + "?seed=3")
			tb.do(chromedp.Click("#ask"))
			tb.answered()
			tb.compare(defaultThoughts(t))
			if got := js[string](tb, "coconutVariant"); got != tt.name {
				t.Errorf("the page chose %q, want %q", got, tt.name)
			}
			if facts := js[string](tb, `document.querySelector("#facts").textContent`); !strings.Contains(facts, tt.kernels) {
				t.Errorf("the page says that it computes with %q, want %q", facts, tt.kernels)
			}
		})
	}
}
