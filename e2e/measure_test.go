package e2e_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestMeasure prints what a question takes in the page, once warm: the medians of what the page itself shows for 40 questions, without the
// trace's extra work. It measures, it does not judge, so it runs only with COCONUT_MEASURE set.
func TestMeasure(t *testing.T) {
	if os.Getenv("COCONUT_MEASURE") == "" {
		t.Skip("COCONUT_MEASURE is not set")
	}
	tb, s := openSite(t)
	tb.open(s.URL + "?seed=100")
	number := regexp.MustCompile(`([0-9.]+) ms`)
	const warm, questions = 5, 40
	var parts [3][]float64 // question, thoughts, speaking
	var total []float64
	for i := range warm + questions {
		tb.do(chromedp.Click("#ask"))
		tb.answered()
		shown := number.FindAllStringSubmatch(tb.text("#timings"), -1)
		sum := 0.0
		for j := range parts {
			ms, err := strconv.ParseFloat(shown[j][1], 64)
			if err != nil {
				t.Fatal(err)
			}
			sum += ms
			if i >= warm {
				parts[j] = append(parts[j], ms)
			}
		}
		if i >= warm {
			total = append(total, sum)
		}
		tb.do(chromedp.Click("#another"))
	}
	median := func(v []float64) float64 {
		slices.Sort(v)
		return v[len(v)/2]
	}
	t.Logf("medians of %d questions: %.1f ms (question %.1f, thoughts %.1f, speaking %.1f)", questions, median(total), median(parts[0]), median(parts[1]), median(parts[2]))
}
