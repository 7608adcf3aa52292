package e2e_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"net/http"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// TestStartShowsHowFar sends half of the program: the page shows how much of the download that is, whether or not the
// server compresses, and whether or not it sends a length.
func TestStartShowsHowFar(t *testing.T) {
	packed := func(w http.ResponseWriter, body []byte) []byte {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(body)
		z.Close()
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
		return b.Bytes()
	}
	for name, tt := range map[string]struct {
		encode func(http.ResponseWriter, []byte) []byte
		says   string // of the size in MB, and of half of it
	}{
		"as it is": {nil, `^Fetching the program: \d+\.\d of %[1]s MB, (\d+) %%$`},
		"packed":   {packed, `^Fetching the program: \d+\.\d of %[2]s MB, (\d+) %%$`},
		"packed, of unknown length": {func(w http.ResponseWriter, body []byte) []byte {
			body = packed(w, body)
			w.Header().Del("Content-Length")
			return body
		}, `^Fetching the program: %[1]s MB when unpacked, (\d+) %%$`},
	} {
		t.Run(name, func(t *testing.T) {
			tb, s := openSite(t)
			var size, sent int
			halves := func(w http.ResponseWriter, body []byte) []byte {
				size = len(body)
				if tt.encode != nil {
					body = tt.encode(w, body)
				}
				sent = len(body)
				return body
			}
			var builds []*stalled // the browser takes one of them
			for _, v := range site.Variants {
				builds = append(builds, s.stallEncoded("/app-"+v.Name+".wasm", halves))
			}
			tb.do(chromedp.Navigate(s.URL + "?seed=5"))
			tb.wait(`document.querySelector("#boot-progress").value > 0.3`)
			megabytes := func(n int) string { return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) }
			says := fmt.Sprintf(tt.says, megabytes(size), megabytes(sent))
			if percent := js[int](tb,
				fmt.Sprintf(`Number(new RegExp(%q).exec(document.querySelector("#boot-label").textContent)?.[1] ?? -1)`,
					says)); percent < 30 || percent > 70 {
				t.Errorf("of half the program the page says %q; want %s, with about 50 %%", tb.text("#boot-label"), says)
			}
			tb.shoot("start-" + name)
			for _, build := range builds {
				close(build.release)
			}
			tb.wait(`document.querySelector("#facts")`)
			tb.do(chromedp.Click("#ask"))
			tb.answered()
			tb.compare(defaultThoughts(t))
		})
	}
}
