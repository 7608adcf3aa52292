package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// row is one engine with one format.
type row struct {
	name, engine, model string
	// share divides the numbers of tokens and steps, for engines that would take too long otherwise.
	share int
}

// rows are the engines in the browser; native llama.cpp is in nativeRows.
var rows = []row{
	{"ours, relaxed SIMD, int8", "ours:relaxed", oursInt8, 1},
	{"ours, relaxed SIMD, int4", "ours:relaxed", oursInt4, 1},
	{"ours, SIMD128, int8", "ours:simd128", oursInt8, 1},
	{"ours, SIMD128, int4", "ours:simd128", oursInt4, 1},
	{"ours, scalar, int8", "ours:scalar", oursInt8, 8},
	{"wllama 2.3.1, Q8_0", "wllama-2", ggufQ8, 1},
	{"wllama 2.3.1, Q4_0", "wllama-2", ggufQ4, 1},
	{"wllama 3.8.1, Q8_0", "wllama-3", ggufQ8, 1},
	{"wllama 3.8.1, Q4_0", "wllama-3", ggufQ4, 1},
	{"onnxruntime-web 1.30.0, int8", "ort", onnxInt8, 1},
}

var nativeRows = []row{
	{"native llama.cpp, Q8_0", "", ggufQ8, 1},
	{"native llama.cpp, Q4_0", "", ggufQ4, 1},
}

// kinds are the measurements, in the order in which a round makes them.
var kinds = []string{"prefill", "decode", "think"}

// result holds a row's measurements.
type result struct {
	Name string `json:"name"`
	// ModelBytes is the size of the model's file or folder.
	ModelBytes int64 `json:"model_bytes"`
	// FetchedBytes is all that the page fetched until it was ready, program and model; LoadMS the time that took, cold and
	// from this machine; PeakRSS the peak memory of the engine's renderer, and WasmMemory the size of the WebAssembly
	// memory at the end, where the page can know it, in bytes.
	FetchedBytes int64   `json:"fetched_bytes,omitempty"`
	LoadMS       float64 `json:"load_ms,omitempty"`
	PeakRSS      int64   `json:"peak_rss,omitempty"`
	WasmMemory   int64   `json:"wasm_memory,omitempty"`
	Kernels      string  `json:"kernels,omitempty"`
	// WallMS and CPUMS are milliseconds per token or latent step, one entry per round, by kind.
	WallMS map[string][]float64 `json:"wall_ms"`
	CPUMS  map[string][]float64 `json:"cpu_ms,omitempty"`

	// KernelRates are billions of multiply-adds per second of the kernels by themselves, one entry per round, and their
	// ceiling.
	KernelRates map[string][]float64 `json:"kernel_rates,omitempty"`

	row row
	tab *tab
	pid int
}

// measureAll opens every engine and measures them in turns.
func measureAll(ctx context.Context, o options, bench, dir, cache string, log func(string, ...any)) (*report, error) {
	b, stop, err := startBrowser(ctx)
	if err != nil {
		return nil, err
	}
	defer stop()
	rep := newReport(o, b.Version)
	inBrowser, outside := o.rows()
	for _, r := range inBrowser {
		if !strings.Contains(r.name, o.engines) {
			continue
		}
		log("opening %s", r.name)
		res, err := b.openRow(dir, cache, r)
		if err != nil {
			return nil, err
		}
		defer res.tab.server.Close()
		rep.Results = append(rep.Results, res)
	}
	var native []*result
	for _, r := range outside {
		if strings.Contains(r.name, o.engines) {
			size, err := sizeOf(filepath.Join(cache, r.model))
			if err != nil {
				return nil, err
			}
			native = append(native, &result{Name: r.name, ModelBytes: size, row: r, WallMS: map[string][]float64{}})
		}
	}
	for round := -2; round < o.rounds; round++ {
		log("round %d of %d", round+1, o.rounds)
		for _, res := range rep.Results {
			if err := b.round(res, o, round >= 0); err != nil {
				return nil, fmt.Errorf("bench: %s: %w", res.Name, err)
			}
		}
		for _, res := range native {
			if round < 0 {
				continue // it warms up by itself
			}
			if err := runNative(ctx, bench, cache, res, o); err != nil {
				return nil, err
			}
		}
	}
	for _, res := range rep.Results {
		if res.PeakRSS, err = peakRSS(res.pid); err != nil {
			return nil, err
		}
		res.FetchedBytes = res.tab.bytes
		if err := res.tab.evaluate("opened.memory ? opened.memory() : 0", &res.WasmMemory); err != nil {
			return nil, err
		}
	}
	rep.Results = append(rep.Results, native...)
	return rep, nil
}

// openRow opens one engine.
func (b *browser) openRow(dir, cache string, r row) (*result, error) {
	t, err := b.open(dir, r.engine, r.model)
	if err != nil {
		return nil, err
	}
	res := &result{Name: r.name, row: r, tab: t, LoadMS: t.info.Load, Kernels: t.info.Kernels,
		WallMS: map[string][]float64{}, CPUMS: map[string][]float64{}}
	res.ModelBytes, err = sizeOf(filepath.Join(cache, r.model))
	return res, err
}

// round does each measurement once, and records it if requested.
func (b *browser) round(res *result, o options, keep bool) error {
	for _, kind := range kinds {
		n := o.count(kind, res.row)
		before, err := b.cpu()
		if err != nil {
			return err
		}
		wall, err := res.tab.measure(kind, n)
		if err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
		after, err := b.cpu()
		if err != nil {
			return err
		}
		spent, pid := after.since(before)
		if wall > 0 {
			res.pid = pid // no other process has anything to do now
		}
		if keep && wall > 0 {
			res.WallMS[kind] = append(res.WallMS[kind], millis(wall)/float64(n))
			res.CPUMS[kind] = append(res.CPUMS[kind], millis(spent)/float64(n))
		}
	}
	if !keep || !strings.HasPrefix(res.row.engine, "ours:") || res.row.model != oursInt8 {
		return nil
	}
	var rates map[string]float64
	if err := res.tab.evaluate("opened.measureKernels()", &rates); err != nil {
		return err
	}
	if res.KernelRates == nil {
		res.KernelRates = map[string][]float64{}
	}
	for name, v := range rates {
		res.KernelRates[name] = append(res.KernelRates[name], v)
	}
	return nil
}

// count is how many tokens or steps a measurement of a row takes.
func (o options) count(kind string, r row) int {
	if kind == "prefill" {
		return o.prefill / r.share
	}
	return o.steps / r.share
}

// runNative runs llama.cpp natively, once.
func runNative(ctx context.Context, bench, cache string, res *result, o options) error {
	cmd := exec.CommandContext(ctx, "node", "native.mjs", filepath.Join(cache, res.row.model), strconv.Itoa(o.prefill),
		strconv.Itoa(o.steps))
	cmd.Dir = bench
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("bench: %s: %w\n%s", res.Name, err, stderr.String())
	}
	var ms map[string]float64
	if err := json.Unmarshal(out, &ms); err != nil {
		return fmt.Errorf("bench: %s printed %q: %w", res.Name, out, err)
	}
	res.WallMS["prefill"] = append(res.WallMS["prefill"], ms["prefill"]/float64(o.prefill))
	res.WallMS["decode"] = append(res.WallMS["decode"], ms["decode"]/float64(o.steps))
	return nil
}

// peakRSS returns the peak memory of a process, which Linux records.
func peakRSS(pid int) (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("bench: memory: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("bench: memory: /proc/%d/status has no VmHWM", pid)
}

// sizeOf returns the size of a file or of all files below a folder.
func sizeOf(path string) (n int64, err error) {
	err = filepath.Walk(path, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n += info.Size()
		}
		return err
	})
	return n, err
}

func millis(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
