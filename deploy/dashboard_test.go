package deploy

import (
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// dashboard is what the test reads of a Grafana dashboard.
type dashboard struct {
	Panels []struct {
		Title   string
		Targets []struct{ Expr, LegendFormat string }
	}
	Templating struct {
		List []struct{ Query any }
	}
}

// series is a metric that a server has: its labels.
type series map[string]bool

// metricsOf asks a running server for its metrics, by name.
func metricsOf(t *testing.T, base string) map[string]series {
	t.Helper()
	_, text := send(t, "GET", base+"/metrics", "")
	metrics := map[string]series{}
	for _, line := range regexp.MustCompile(`(?m)^(\w+)(?:\{(.*)\})? \S+$`).FindAllStringSubmatch(text, -1) {
		if metrics[line[1]] == nil {
			metrics[line[1]] = series{"job": true, "instance": true} // Prometheus adds these
		}
		for _, label := range regexp.MustCompile(`(\w+)="`).FindAllStringSubmatch(line[2], -1) {
			metrics[line[1]][label[1]] = true
		}
	}
	return metrics
}

var (
	metricName = regexp.MustCompile(`\b(?:coconut|go|process)_\w+`)
	matchers   = regexp.MustCompile(`\{([^}]*)\}`)
	matcher    = regexp.MustCompile(`(\w+)\s*(?:=~|!~|!=|=)`)
	grouping   = regexp.MustCompile(`\bby \(([^)]*)\)`)
	legend     = regexp.MustCompile(`\{\{(\w+)\}\}`)
)

// labelsIn returns the labels that a query, and the legend of its lines, name.
func labelsIn(query, legendFormat string) []string {
	var labels []string
	for _, m := range matchers.FindAllStringSubmatch(query, -1) {
		for _, label := range matcher.FindAllStringSubmatch(m[1], -1) {
			labels = append(labels, label[1])
		}
	}
	for _, m := range grouping.FindAllStringSubmatch(query, -1) {
		for label := range strings.SplitSeq(m[1], ",") {
			labels = append(labels, strings.TrimSpace(label))
		}
	}
	for _, m := range legend.FindAllStringSubmatch(legendFormat, -1) {
		labels = append(labels, m[1])
	}
	return labels
}

// TestDashboard checks that every query of the dashboard is about a metric, and labels, that a server has after a
// question; and that every metric of ours is on the dashboard.
func TestDashboard(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the command")
	}
	addr := freeAddr(t)
	base := "http://" + addr
	start(t, program(t), "serve", "--dir", "", "--addr", addr, "--rate", "60",
		"--model", filepath.Join(root, "weights", "models", model))
	awaitServer(t, base+"/healthz")
	send(t, "POST", base+"/v1/reason", `{"question":"Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?"}`)
	metrics := metricsOf(t, base)
	var d dashboard
	if err := json.Unmarshal([]byte(read(t, "grafana.json")), &d); err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	check := func(title, query, legendFormat string) {
		names := metricName.FindAllString(query, -1)
		if len(names) == 0 {
			t.Errorf("%s: %q is about no metric", title, query)
		}
		for _, name := range names {
			shown[regexp.MustCompile(`_(bucket|count|sum)$`).ReplaceAllString(name, "")] = true
			if metrics[name] == nil {
				t.Errorf("%s: there is no metric %s", title, name)
			}
			for _, label := range labelsIn(query, legendFormat) {
				if metrics[name] != nil && !metrics[name][label] {
					t.Errorf("%s: %s has no label %s", title, name, label)
				}
			}
		}
	}
	for _, panel := range d.Panels {
		for _, target := range panel.Targets {
			check(panel.Title, target.Expr, target.LegendFormat)
		}
	}
	for name := range metrics {
		family := regexp.MustCompile(`_(bucket|count|sum)$`).ReplaceAllString(name, "")
		if strings.HasPrefix(family, "coconut_") && !shown[family] {
			t.Errorf("%s is not on the dashboard", family)
		}
	}
	if got := labelsIn(`sum by (a, b) (x{c="1", d=~"y"})`, "{{e}}"); !slices.Equal(got, []string{"c", "d", "a", "b", "e"}) {
		t.Errorf("labelsIn finds %q", got)
	}
}
