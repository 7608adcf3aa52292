package train

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReadCourse checks that a newer line of a step replaces older ones, that half a line at the end is ignored, and
// that a bad one is named.
func TestReadCourse(t *testing.T) {
	path := filepath.Join(t.TempDir(), metricsFile)
	if got, _, err := readCourse(path); err != nil || len(got) != 0 {
		t.Errorf("no file: %+v, %v, want nothing", got, err)
	}
	write(t, path, "{\"step\":50,\"loss\":3}\n{\"step\":100,\"loss\":9}\n{\"step\":100,\"loss\":2}\n{\"step\"")
	if got, _, err := readCourse(path); err != nil || len(got) != 2 || got[1].Loss != 2 {
		t.Errorf("%+v, %v, want two lines, the newer second", got, err)
	}
	write(t, path, "{\"step\":50}\n{\"step\"\n")
	if _, _, err := readCourse(path); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a bad line: %v, want an error about line 2", err)
	}
}

// TestRewindCourse checks that the lines up to a step are kept unchanged, and no others.
func TestRewindCourse(t *testing.T) {
	for name, c := range map[string]struct {
		before string
		step   int
		want   string
	}{
		"nothing repeated":            {"{\"step\":50}\n{\"step\":100}\n", 100, "{\"step\":50}\n{\"step\":100}\n"},
		"the checkpoint is older":     {"{\"step\":50}\n{\"step\":100}\n{\"step\":150}\n", 99, "{\"step\":50}\n"},
		"no checkpoint yet":           {"{\"step\":50}\n", 0, ""},
		"half a line":                 {"{\"step\":50, \"more\": 1}\n{\"st", 70, "{\"step\":50, \"more\": 1}\n"},
		"repeats of an older trainer": {"{\"step\":50}\n{\"step\":100}\n{\"step\":50,\"loss\":2}\n", 120, "{\"step\":50,\"loss\":2}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), metricsFile)
			write(t, path, c.before)
			if err := rewindCourse(path, c.step); err != nil {
				t.Fatal(err)
			}
			if got := read(t, path); got != c.want {
				t.Errorf("left is %q, want %q", got, c.want)
			}
		})
	}
}

// TestMetricsOfAKilledRun checks that a run that was killed after its last checkpoint and resumed has logged every step
// once, and that the time left has the same unit as the time spent.
func TestMetricsOfAKilledRun(t *testing.T) {
	dir, recipe := t.TempDir(), tinyRecipe()
	recipe.Stages[0].Steps = 2*LogEvery + 10
	errKilled := errors.New("killed")
	run := func(resume bool, kill int) (err error) {
		defer func() {
			if recovered := recover(); recovered != nil { // a kill: nothing is saved after it
				err = errKilled
			}
		}()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		return Run(ctx, recipe, Options{Dir: dir, Resume: resume, Backend: "go", CheckpointEvery: time.Hour,
			OnProgress: func(p Progress) {
				switch {
				case p.Step == kill:
					panic(errKilled)
				case p.Step == LogEvery-5 && !resume:
					stop()
				}
			}})
	}
	if err := run(false, 0); !errors.Is(err, context.Canceled) { // a checkpoint at step 45
		t.Fatal(err)
	}
	if err := run(true, 2*LogEvery+5); !errors.Is(err, errKilled) { // logs steps 50 and 100
		t.Fatal(err)
	}
	if err := run(true, 0); err != nil {
		t.Fatal(err)
	}
	var steps []int
	for line := range strings.Lines(read(t, filepath.Join(dir, metricsFile))) {
		var p struct {
			Step         int     `json:"step"`
			Seconds, ETA float64 // without regard to case
		}
		if err := json.Unmarshal([]byte(line), &p); err != nil {
			t.Fatal(err)
		}
		steps = append(steps, p.Step)
		total := 0
		for _, s := range recipe.Stages {
			total += s.Steps
		}
		if want := p.Seconds / float64(p.Step) * float64(total-p.Step); p.ETA < 0.99*want || p.ETA > 1.01*want {
			t.Errorf("step %d of %d took %v s, eta is %v, want %v s", p.Step, total, p.Seconds, p.ETA, want)
		}
	}
	for i, step := range steps {
		if step != (i+1)*LogEvery {
			t.Fatalf("the steps are %v, want each multiple of %d once", steps, LogEvery)
		}
	}
	if len(steps) < 2 {
		t.Errorf("the steps are %v, want two at least", steps)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
