package python_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// notebook is a file of Jupyter (nbformat 4).
type notebook struct {
	Cells []struct {
		Type    string            `json:"cell_type"`
		Source  []string          `json:"source"`
		Outputs []json.RawMessage `json:"outputs"`
	} `json:"cells"`
	Format int `json:"nbformat"`
}

// TestNotebook runs the cells of docs/notebooks/thoughts.ipynb, in its folder, on fresh questions, and checks that the
// thoughts name what the notebook says they name, and that the controls do not. Outputs are not checked in: they would
// say what some earlier model did.
func TestNotebook(t *testing.T) {
	data, err := os.ReadFile("../../docs/notebooks/thoughts.ipynb")
	if err != nil {
		t.Fatal(err)
	}
	var book notebook
	if err := json.Unmarshal(data, &book); err != nil || book.Format != 4 {
		t.Fatalf("format %d, %v", book.Format, err)
	}
	var program strings.Builder
	program.WriteString("import os\nos.chdir('../../docs/notebooks')\n")
	for i, c := range book.Cells {
		if len(c.Outputs) > 0 {
			t.Errorf("cell %d has outputs: clear them", i)
		}
		if c.Type == "code" {
			program.WriteString(strings.Join(c.Source, "") + "\n")
		}
	}
	dir := t.TempDir()
	states := filepath.Join(dir, "states.npz")
	run(t, "states", "--model", "../../weights/models/prosqa-coconut", "--data", fresh(t, dir), "--out", states)
	t.Setenv("COCONUT_STATES", states)
	out := string(python(t, "-c", program.String()))
	thought := regexp.MustCompile(`(?m)^thought (\d): \[([^\]]*)\] +\[([^\]]*)\]$`).FindAllStringSubmatch(out, -1)
	if len(thought) != 6 || strings.Count(out, "dealt out") != 7 {
		t.Fatalf("the notebook prints\n%s", out)
	}
	for k := range 3 { // the share on words k+1 facts away, and the control's
		own, other := percent(t, thought[k][2], k), percent(t, thought[k][3], k)
		if own < 80 || other > 30 {
			t.Errorf("thought %d has %v %% on words as far away, and %v %% on those of another question\n%s", k+1, own, other,
				out)
		}
	}
}

// percent is a number of a list such as "98.  2. 0.".
func percent(t *testing.T, list string, i int) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(strings.Fields(list)[i], 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// fresh writes generated questions to a file.
func fresh(t *testing.T, dir string) string {
	t.Helper()
	name := filepath.Join(dir, "fresh.json")
	if err := os.WriteFile(name, run(t, "generate", "--n", "120", "--seed", "77"), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}
