//go:build xla

package train

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gomlx/compute"
)

// pluginEnv names XLA's CPU plugin for the tests of this file, which `make test-xla` runs. It claims to have four
// devices, on any machine.
const pluginEnv = "COCONUT_PJRT_PLUGIN"

// xlaBackend opens the tests' XLA engine, and returns its name as well.
func xlaBackend(t *testing.T) (string, compute.Backend) {
	t.Helper()
	plugin := os.Getenv(pluginEnv)
	if plugin == "" {
		t.Skipf("set %s to XLA's CPU plugin to test the XLA engine, or run make test-xla, which fetches one", pluginEnv)
	}
	backend, err := NewBackend("xla:" + plugin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Finalize)
	if n := backend.NumDevices(); n != 4 {
		t.Skipf("%s has %d devices; these tests are for XLA's CPU plugin, which has 4 (tools/gpu-train.sh is for GPUs)",
			plugin, n)
	}
	return "xla:" + plugin, backend
}

// xlaRecipe returns the tiny recipe with a lookup stage, and graphs of one size, so that there is one program per stage
// to compile.
func xlaRecipe() Recipe {
	recipe := tinyRecipe()
	recipe.Stages = []Stage{{Lookup: true, MinNodes: 8, MaxNodes: 8, Steps: 4},
		{Thoughts: 2, MinNodes: 8, MaxNodes: 8, Steps: 6}}
	return recipe
}

// begun reports whether there is a checkpoint to go on from.
func begun(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, checkpointFile))
	return err == nil
}

// course runs the XLA recipe in dir to its end, or to step stop when that is not 0, and returns the running mean of the
// loss after each step.
func course(t *testing.T, dir, backend string, devices, stop int) map[int]float64 {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	losses := map[int]float64{}
	err := Run(ctx, xlaRecipe(), Options{Dir: dir, Backend: backend, Devices: devices, Resume: begun(dir),
		CheckpointEvery: time.Hour, OnProgress: func(p Progress) {
			losses[p.Step] = p.Loss
			if p.Devices != devices {
				t.Errorf("step %d ran on %d devices, want %d", p.Step, p.Devices, devices)
			}
			if p.Step == stop {
				cancel()
			}
		}})
	if err != nil && !(stop > 0 && errors.Is(err, context.Canceled)) {
		t.Fatal(err)
	}
	return losses
}

// TestXLA checks that XLA, on one device and on several, takes the same steps as the Go engine: the losses agree to a
// millionth, and a run resumes from a checkpoint of the other engine and of another number of devices.
func TestXLA(t *testing.T) {
	xla, _ := xlaBackend(t)
	want := course(t, t.TempDir(), "go", 1, 0)
	check := func(name string, got map[int]float64, first int) {
		for step := first; step <= len(want); step++ {
			if loss, ok := got[step]; !ok || math.Abs(loss-want[step]) > 1e-6*want[step] {
				t.Errorf("%s: the loss at step %d is %.9f, the Go engine's %.9f", name, step, loss, want[step])
			}
		}
	}
	check("one device", course(t, t.TempDir(), xla, 1, 0), 1)
	dir := t.TempDir()
	const stop = 7 // within the second stage
	course(t, dir, xla, 4, stop)
	check("four devices, then the Go engine", course(t, dir, "go", 1, 0), stop+1)
	dir = t.TempDir()
	course(t, dir, "go", 1, stop)
	check("the Go engine, then two devices", course(t, dir, xla, 2, 0), stop+1)
}

// TestXLATexts checks that XLA and the Go engine take the same steps on texts, through thoughts and with adapters, and
// that a run goes on with the other engine.
func TestXLATexts(t *testing.T) {
	xla, _ := xlaBackend(t)
	base, data := toyBase(t, "llama", nil), toyData(t)
	recipe := toyRecipe("coconut", &LoRA{Rank: 2, Alpha: 4})
	recipe.Stages = []Stage{{Thoughts: 1, Steps: 6}}
	losses := func(dir, backend string, stop int) map[int]float64 {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		all := map[int]float64{}
		err := Run(ctx, recipe, Options{Dir: dir, Backend: backend, Init: base, Data: data, Resume: begun(dir),
			CheckpointEvery: time.Hour, OnProgress: func(p Progress) {
				if all[p.Step] = p.Loss; p.Step == stop {
					cancel()
				}
			}})
		if err != nil && !(stop > 0 && errors.Is(err, context.Canceled)) {
			t.Fatal(err)
		}
		return all
	}
	want := losses(t.TempDir(), "go", 0)
	check := func(name string, got map[int]float64, first int) {
		for step := first; step <= len(want); step++ {
			if loss, ok := got[step]; !ok || math.Abs(loss-want[step]) > 1e-5*want[step] {
				t.Errorf("%s: the loss at step %d is %.9f, the Go engine's %.9f", name, step, loss, want[step])
			}
		}
	}
	check("XLA", losses(t.TempDir(), xla, 0), 1)
	dir := t.TempDir()
	losses(dir, xla, 3)
	check("XLA, then the Go engine", losses(dir, "go", 0), 4)
}

// TestXLABFloat16 checks that products in bfloat16 train as those in float32 do: other losses, by 2 % at most,
// and with the same fall. The Go engine refuses such a recipe.
func TestXLABFloat16(t *testing.T) {
	xla, _ := xlaBackend(t)
	base, data := toyBase(t, "llama", nil), toyData(t)
	for name, lora := range map[string]*LoRA{"whole model": nil, "adapters": {Rank: 2, Alpha: 4}} {
		t.Run(name, func(t *testing.T) {
			losses := map[bool][]float64{}
			for _, short := range []bool{false, true} {
				recipe := toyRecipe("coconut", lora)
				recipe.Stages, recipe.Text.BFloat16 = []Stage{{Thoughts: 1, Steps: 8}}, short
				recipe.LearningRate /= 10 // at the toy's own rate, rounding of any kind grows from step to step
				o := Options{Dir: t.TempDir(), Backend: xla, Init: base, Data: data, CheckpointEvery: time.Hour}
				o.OnProgress = func(p Progress) { losses[short] = append(losses[short], p.Loss) }
				if err := Run(t.Context(), recipe, o); err != nil {
					t.Fatal(err)
				}
			}
			long, short, differ := losses[false], losses[true], false
			for i := range long {
				if math.Abs(short[i]-long[i]) > 0.02*long[i] {
					t.Errorf("step %d: the loss is %.6f in bfloat16, %.6f in float32", i+1, short[i], long[i])
				}
				differ = differ || short[i] != long[i]
			}
			if fall := short[0] - short[len(short)-1]; !differ || fall <= 0 {
				t.Errorf("losses %.6f in bfloat16, %.6f in float32", short, long)
			}
		})
	}
}

// TestDevices checks how many devices a run takes, and that impossible numbers are rejected before anything is trained.
func TestDevices(t *testing.T) {
	_, backend := xlaBackend(t)
	for _, c := range []struct {
		graphs, ask, want int
		err               string
	}{
		{graphs: 8, ask: 1, want: 1},
		{graphs: 8, ask: 4, want: 4},
		{graphs: 8, ask: 0, want: 4},
		{graphs: 6, ask: 0, want: 3},
		{graphs: 7, ask: 0, want: 1},
		{graphs: 8, ask: 3, err: "evenly"},
		{graphs: 8, ask: 8, err: "has 4"},
		{graphs: 8, ask: -1, err: "-1 devices"},
	} {
		recipe := tinyRecipe()
		recipe.GraphsPerStep = c.graphs
		d, err := newDevices(backend, &recipe, c.ask)
		switch {
		case c.err == "" && (err != nil || d.count != c.want):
			t.Errorf("%d graphs, %d devices asked for: %+v, %v; want %d", c.graphs, c.ask, d, err, c.want)
		case c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)):
			t.Errorf("%d graphs, %d devices asked for: %v, want an error about %q", c.graphs, c.ask, err, c.err)
		}
	}
}
