package e2e_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// lighthouse is what its report says.
type lighthouse struct {
	Version    string `json:"lighthouseVersion"`
	Categories map[string]struct {
		Score  float64
		Audits []struct {
			ID     string
			Weight float64
		} `json:"auditRefs"`
	}
	Audits map[string]struct {
		Score   *float64
		Title   string
		Value   float64 `json:"numericValue"`
		Display string  `json:"displayValue"`
	}
}

// kilobytes is the most that the first visit may transfer, of the page with its program and the model's files.
const kilobytes = 1900

// TestLighthouse audits the built site, served by `coconut serve`, as a phone and as a desktop. Accessibility and best
// practices must have 95 of 100 at least. Performance is printed: its timings are those of a machine with other things
// to do. What does not depend on the machine is held, too: nothing jumps, and no more bytes come than are needed.
func TestLighthouse(t *testing.T) {
	program := filepath.Join("node_modules", "lighthouse", "cli", "index.js")
	if _, err := os.Stat(program); errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skip("Lighthouse is not installed; bash .ci/deps does it")
	}
	browser := chromium(t)
	url, _ := startCoconut(t)
	for preset, options := range map[string][]string{"phone": nil, "desktop": {"--preset=desktop"}} {
		t.Run(preset, func(t *testing.T) {
			report := filepath.Join(t.TempDir(), "report.json")
			cmd := exec.CommandContext(t.Context(), "node", append([]string{program, url, "--quiet", "--output=json",
				"--output-path=" + report, "--only-categories=performance,accessibility,best-practices,seo",
				"--chrome-flags=--headless=new --no-sandbox --disable-gpu"}, options...)...)
			cmd.Env = append(os.Environ(), "CHROME_PATH="+browser)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("lighthouse: %v\n%s", err, out)
			}
			data, err := os.ReadFile(report)
			if err != nil {
				t.Fatal(err)
			}
			var r lighthouse
			if err := json.Unmarshal(data, &r); err != nil {
				t.Fatal(err)
			}
			r.check(t)
		})
	}
}

func (r *lighthouse) check(t *testing.T) {
	t.Helper()
	for _, name := range []string{"accessibility", "best-practices", "seo"} {
		c, there := r.Categories[name]
		if !there || c.Score < 0.95 {
			t.Errorf("%s has %.0f of 100, at least 95 are wanted: %q", name, 100*c.Score, r.failing(name))
		}
		t.Logf("%s: %.0f", name, 100*c.Score)
	}
	t.Logf("Lighthouse %s, performance: %.0f", r.Version, 100*r.Categories["performance"].Score)
	for _, name := range []string{"first-contentful-paint", "largest-contentful-paint", "total-blocking-time",
		"speed-index", "interactive", "cumulative-layout-shift", "total-byte-weight"} {
		t.Logf("  %s: %s", name, r.Audits[name].Display)
	}
	if shift := r.Audits["cumulative-layout-shift"].Value; shift > 0.1 || math.IsNaN(shift) {
		t.Errorf("what is on the page jumps by %.2f, at most 0.1 is allowed", shift)
	}
	if size := r.Audits["total-byte-weight"].Value / 1000; size > kilobytes || size == 0 {
		t.Errorf("the first visit takes %.0f kB, at most %d are allowed", size, kilobytes)
	}
	for _, name := range []string{"uses-text-compression", "redirects", "unminified-css", "no-document-write"} {
		if a, there := r.Audits[name]; there && a.Score != nil && *a.Score < 1 {
			t.Errorf("%s: %s", a.Title, a.Display)
		}
	}
}

// failing are the audits of a category that cost it points.
func (r *lighthouse) failing(category string) (names []string) {
	for _, ref := range r.Categories[category].Audits {
		if a := r.Audits[ref.ID]; ref.Weight > 0 && a.Score != nil && *a.Score < 1 {
			names = append(names, fmt.Sprintf("%s (%s)", a.Title, ref.ID))
		}
	}
	slices.Sort(names)
	return names
}
