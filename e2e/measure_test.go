package e2e_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestMeasure prints how long a question takes in the page, once warm: the medians of the times that the page shows for
// 40 questions, without the trace's extra work. It only measures, so it runs only with COCONUT_MEASURE set.
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
	t.Logf("medians of %d questions: %.1f ms (question %.1f, thoughts %.1f, speaking %.1f)", questions, median(total),
		median(parts[0]), median(parts[1]), median(parts[2]))
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// TestMeasureLoads prints how long a visit takes, from the navigation to the first answer, by a link that asks at once,
// and to the end of loading: the first visit with an empty profile, a second one, and one with the server down; medians
// of five browsers. Like TestMeasure it only measures.
func TestMeasureLoads(t *testing.T) {
	if os.Getenv("COCONUT_MEASURE") == "" {
		t.Skip("COCONUT_MEASURE is not set")
	}
	chromium(t)
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	visits := []string{"cold", "warm", "offline"}
	ready, answered := map[string][]float64{}, map[string][]float64{}
	for range 5 {
		tb, s := openTab(t), serve(t, dir)
		for _, visit := range visits {
			if visit == "offline" {
				s.stop()
			}
			// a link with k asks by itself
			tb.do(chromedp.Navigate(s.URL + "?visit=" + visit + "#kind=prosqa&seed=5&thoughts=6&k=6"))
			tb.answered()
			answered[visit] = append(answered[visit], js[float64](tb, "performance.now()"))
			tb.wait(`document.querySelector("#facts")`)
			ready[visit] = append(ready[visit], js[float64](tb, "performance.now()"))
			if visit == "cold" {
				tb.kept()
			}
		}
		t.Log(tb.text("#facts"))
		tb.takeProblems() // the browser reports that it could not reach a server
	}
	for _, visit := range visits {
		t.Logf("%s: answered after %.0f ms, model described after %.0f ms; all: %.0f", visit, median(answered[visit]),
			median(ready[visit]), answered[visit])
	}
}
