package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// kinds are the measurements, in the order in which a round makes them.
var kinds = []string{"prefill", "decode", "think"}

// result holds a row's measurements.
type result struct {
	Name string `json:"name"`
	// ModelBytes is the size of the model's file or folder.
	ModelBytes int64 `json:"model_bytes"`
	// FetchedBytes is all that the page fetched until it was ready, program and model; PeakRSS the peak memory of the
	// engine's renderer, and WasmMemory the size of the WebAssembly memory at the end, where the page can know it, in
	// bytes.
	FetchedBytes int64  `json:"fetched_bytes,omitempty"`
	PeakRSS      int64  `json:"peak_rss,omitempty"`
	WasmMemory   int64  `json:"wasm_memory,omitempty"`
	Kernels      string `json:"kernels,omitempty"`
	// LoadMS and FirstMS are the times until the engine was ready and from the navigation to the first token, in a new
	// browser with an empty profile, one entry for each cold start.
	LoadMS  []float64 `json:"cold_load_ms,omitempty"`
	FirstMS []float64 `json:"cold_first_ms,omitempty"`
	// WallMS and CPUMS are milliseconds per token or latent step, one entry per round, by kind.
	WallMS map[string][]float64 `json:"wall_ms"`
	CPUMS  map[string][]float64 `json:"cpu_ms,omitempty"`

	// KernelRates are billions of multiply-adds per second of the kernels by themselves, one entry per round, and their
	// ceiling.
	KernelRates map[string][]float64 `json:"kernel_rates,omitempty"`
	// Reading is how many GB/s of memory the program can read, one entry per round.
	Reading []float64 `json:"reading,omitempty"`

	row row
	tab *tab
	pid int
}

// bench is a run over the rows of one model.
type bench struct {
	options
	dir, cache, node string // the served folder, the models', and that of native.mjs
	log              func(string, ...any)
	chromium         *browser
	results          []*result
}

// measureAll starts every engine cold, then opens them all and measures them in turns.
func (b *bench) measureAll(ctx context.Context, rows []row, smolLM2 bool) (*report, error) {
	var stop func()
	var err error
	if b.chromium, stop, err = startBrowser(ctx); err != nil {
		return nil, err
	}
	defer stop()
	b.results = nil
	rep := newReport(b.options, b.chromium.Version, smolLM2)
	for _, r := range rows {
		if !strings.Contains(r.title(), b.only) {
			continue
		}
		res := &result{Name: r.title(), row: r, WallMS: map[string][]float64{}, CPUMS: map[string][]float64{}}
		if res.ModelBytes, err = sizeOf(filepath.Join(b.cache, r.model)); err != nil {
			return nil, err
		}
		b.results = append(b.results, res)
	}
	if err := b.coldStarts(ctx); err != nil {
		return nil, err
	}
	defer b.closeTabs()
	if err := b.openTabs(ctx); err != nil {
		return nil, err
	}
	for round := -warmUpRounds; round < b.rounds; round++ {
		b.log("round %d of %d", round+1, b.rounds)
		for _, res := range b.results {
			if err := b.round(ctx, res, round >= 0); err != nil {
				return nil, fmt.Errorf("bench: %s: %w", res.Name, err)
			}
		}
	}
	rep.Results = b.results
	rep.Minutes = time.Since(rep.began).Minutes()
	if err := b.readMemory(); err != nil {
		return nil, err
	}
	return rep, b.measureReading()
}

// warmUpRounds are not recorded: meanwhile browsers optimize the programs.
const warmUpRounds = 2

// coldStarts opens every row in a new browser, again and again.
func (b *bench) coldStarts(ctx context.Context) error {
	for round := range b.cold {
		for _, res := range b.results {
			if res.row.native() {
				continue
			}
			b.log("cold start %d of %d: %s", round+1, b.cold, res.Name)
			open := openCold
			if res.row.firefox {
				open = openFirefox
			}
			t, err := open(ctx, b.dir, res.row)
			if err != nil {
				return err
			}
			res.LoadMS = append(res.LoadMS, t.info.Load)
			res.FirstMS = append(res.FirstMS, t.info.First)
			if err := t.close(); err != nil {
				return fmt.Errorf("bench: %s: %w", res.Name, err)
			}
		}
	}
	return nil
}

// openTabs opens the rows that are measured in turns: all of Chromium's in one browser.
func (b *bench) openTabs(ctx context.Context) (err error) {
	for _, res := range b.results {
		switch {
		case res.row.native():
			continue
		case res.row.firefox:
			res.tab, err = openFirefox(ctx, b.dir, res.row)
		default:
			res.tab, err = b.chromium.open(b.dir, res.row)
		}
		if err != nil {
			return err
		}
		b.log("opened %s", res.Name)
		res.Kernels, res.FetchedBytes = res.tab.info.Kernels, res.tab.server.bytes.Load()
	}
	return nil
}

// closeTabs closes what openTabs opened; by then all is measured.
func (b *bench) closeTabs() {
	for _, res := range b.results {
		if res.tab == nil {
			continue
		}
		if err := res.tab.close(); err != nil {
			b.log("%s: %v", res.Name, err)
		}
	}
}

// readMemory reads how much memory the rows used.
func (b *bench) readMemory() (err error) {
	for _, res := range b.results {
		if res.row.native() {
			continue
		}
		if firefox, ok := res.tab.evaluator.(*firefoxPage); ok {
			res.PeakRSS, err = firefox.peak()
		} else {
			res.PeakRSS, err = peakRSS(res.pid)
		}
		if err != nil {
			return err
		}
		if err := res.tab.evaluate("opened.memory ? opened.memory() : 0", &res.WasmMemory); err != nil {
			return err
		}
	}
	return nil
}

// measureReading measures how fast our rows read memory. They need more of it for that, so it comes last.
func (b *bench) measureReading() error {
	for range b.rounds {
		for _, res := range b.results {
			if res.row.native() || res.row.firefox || !strings.HasPrefix(res.row.engine, "ours:") {
				continue
			}
			var rate float64
			if err := res.tab.evaluate("opened.measureReading()", &rate); err != nil {
				return fmt.Errorf("bench: %s: %w", res.Name, err)
			}
			res.Reading = append(res.Reading, rate)
		}
	}
	return nil
}

// round does each measurement of a row once, and records it if requested.
func (b *bench) round(ctx context.Context, res *result, keep bool) error {
	if res.row.native() {
		if !keep {
			return nil // each run warms up by itself
		}
		return b.runNative(ctx, res)
	}
	for _, kind := range kinds {
		if err := b.measure(res, kind, keep); err != nil {
			return fmt.Errorf("%s: %w", kind, err)
		}
	}
	if !keep || res.row.firefox || !strings.HasPrefix(res.row.engine, "ours:") || res.row.model != oursInt8 {
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

// measure does one measurement: by wall time, and in Chromium by CPU time, too.
func (b *bench) measure(res *result, kind string, keep bool) error {
	n := b.count(kind, res.row)
	var before cpuTimes
	var err error
	if !res.row.firefox {
		if before, err = b.chromium.cpu(); err != nil {
			return err
		}
	}
	wall, err := res.tab.measure(kind, n)
	if err != nil || wall == 0 {
		return err
	}
	if keep {
		res.WallMS[kind] = append(res.WallMS[kind], millis(wall)/float64(n))
	}
	if res.row.firefox {
		return nil
	}
	after, err := b.chromium.cpu()
	if err != nil {
		return err
	}
	spent, pid := after.since(before)
	res.pid = pid // no other process has anything to do now
	if keep {
		res.CPUMS[kind] = append(res.CPUMS[kind], millis(spent)/float64(n))
	}
	return nil
}

// count is how many tokens or steps a measurement of a row takes.
func (o options) count(kind string, r row) int {
	n := o.steps
	if kind == "prefill" {
		n = o.prefill
	}
	return max(1, n/max(1, r.share))
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
