package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// A smoke run takes a minute: our own rows alone, few rounds, few tokens. What it keeps are ratios between our own
// variants, and shares of the measured ceiling, which hold across machines better than times do.
const (
	smokeFile    = "benchmarks-smoke"
	smokeRounds  = 3
	smokePrefill = 64
	smokeSteps   = 16
)

// smokeRows are the rows of a smoke run: those of the figures.
func smokeRows() (rows []row) {
	for _, r := range gpt2Rows {
		if slices.Contains([]string{relaxedInt8, relaxedInt4, simd128Int8, scalarInt8}, r.title()) {
			rows = append(rows, r)
		}
	}
	return rows
}

// smokeRatio is one figure of a smoke run: how many times as fast one measurement is as another, by the medians of the
// rounds' ratios.
type smokeRatio struct {
	name       string
	fast, slow smokeSide
}

type smokeSide struct{ row, kind string }

var smokeRatios = []smokeRatio{
	{"int8 decode, relaxed to SIMD128", smokeSide{relaxedInt8, "decode"}, smokeSide{simd128Int8, "decode"}},
	{"int8 decode, SIMD128 to scalar", smokeSide{simd128Int8, "decode"}, smokeSide{scalarInt8, "decode"}},
	{"decode, int4 to int8", smokeSide{relaxedInt4, "decode"}, smokeSide{relaxedInt8, "decode"}},
	{"int8, prefill to decode", smokeSide{relaxedInt8, "prefill"}, smokeSide{relaxedInt8, "decode"}},
	{"int8, latent step to token", smokeSide{relaxedInt8, "think"}, smokeSide{relaxedInt8, "decode"}},
	{"int4, latent step to token", smokeSide{relaxedInt4, "think"}, smokeSide{relaxedInt4, "decode"}},
}

// smokeShares are kernels, whose figure is the share of the ceiling; the rows have their own.
var (
	smokeShares  = []string{"int8, 1", "int8, 128", "int4, 1", "int4, 128"}
	smokeKernels = []string{relaxedInt8, simd128Int8}
)

// smokeFigures is one run's figures.
type smokeFigures struct {
	Commit  string `json:"commit"` // with + behind it if files were changed since
	Date    string `json:"date"`
	Machine string `json:"machine"`
	Load    string `json:"load"`
	// Figures are by name: ratios, and shares of 1.
	Figures map[string]float64 `json:"figures"`
}

// smokeOptions are those of a smoke run.
func smokeOptions(o options) options {
	o.rounds, o.cold, o.prefill, o.steps = smokeRounds, 0, smokePrefill, smokeSteps
	return o
}

// figures are a smoke run's, from the measurements.
func (r *report) figures() map[string]float64 {
	all := map[string]float64{}
	for _, s := range smokeRatios {
		fast, slow := r.find(s.fast.row).WallMS[s.fast.kind], r.find(s.slow.row).WallMS[s.slow.kind]
		if ratio := medianRatio(slow, fast); ratio > 0 {
			all[s.name] = ratio
		}
	}
	for _, row := range smokeKernels {
		rates := r.find(row).KernelRates
		for _, kernel := range smokeShares {
			if share := medianRatio(rates[kernel], rates["ceiling"]); share > 0 {
				all[shareName(row, kernel)] = share
			}
		}
	}
	return all
}

// shareName is a kernel's name in a table, such as "SIMD128 kernel, int8, 1".
func shareName(row, kernel string) string {
	return strings.TrimSuffix(strings.TrimPrefix(row, "ours, "), ", int8") + " kernel, " + kernel
}

// smokeNames are the figures in the order of the table.
func smokeNames() (names []string) {
	for _, s := range smokeRatios {
		names = append(names, s.name)
	}
	for _, row := range smokeKernels {
		for _, kernel := range smokeShares {
			names = append(names, shareName(row, kernel))
		}
	}
	return names
}

// readSmoke reads the earlier runs; there may be none.
func readSmoke(dir string) (runs []smokeFigures, err error) {
	data, err := os.ReadFile(filepath.Join(dir, smokeFile+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &runs); err != nil {
		return nil, fmt.Errorf("bench: %s.json: %w", smokeFile, err)
	}
	return runs, nil
}

// addSmoke adds a run to those in the folder, in place of an earlier one of the same commit and machine, and writes the
// table.
func addSmoke(dir string, run smokeFigures) error {
	runs, err := readSmoke(dir)
	if err != nil {
		return err
	}
	kept := runs[:0]
	for _, r := range runs {
		if r.Commit != run.Commit || r.Machine != run.Machine {
			kept = append(kept, r)
		}
	}
	runs = append(kept, run)
	data, err := json.MarshalIndent(runs, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, smokeFile+".json"), append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, smokeFile+".md"), []byte(smokeTable(runs)), 0o644)
}

// smokeTable is a page with a column for each of the last runs.
func smokeTable(runs []smokeFigures) string {
	const shown = 8
	runs = runs[max(0, len(runs)-shown):]
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("# Our own variants, commit by commit\n\nWritten by `make bench-smoke` from docs/%s.json; do not edit.\n", smokeFile)
	p("A run takes a minute: our own rows of [benchmarks.md](benchmarks.md), %d rounds of %d prompt tokens, %d tokens "+
		"and %d\nlatent steps.\n", smokeRounds, smokePrefill, smokeSteps, smokeSteps)
	p("The figures are how many times as fast one is as the other, and the kernels' share of the ceiling that was " +
		"measured\nbeside them (tokens after the comma). Compare columns of one machine only. A figure that falls by more " +
		"than a tenth\nfrom one commit to the next is worth `go run ./bench -profile`. No test depends on them.\n")
	for i, r := range runs {
		p("%d. %s, %s, %s; load average %s", i+1, r.Commit, r.Date, r.Machine, r.Load)
	}
	b.WriteString("\n| figure |")
	for i := range runs {
		fmt.Fprintf(&b, " %d |", i+1)
	}
	b.WriteString("\n| --- |" + strings.Repeat(" ---: |", len(runs)) + "\n")
	for _, name := range smokeNames() {
		fmt.Fprintf(&b, "| %s |", name)
		for _, r := range runs {
			fmt.Fprintf(&b, " %s |", smokeCell(name, r.Figures[name]))
		}
		b.WriteString("\n")
	}
	return b.String()
}

// smokeCell is a ratio, or a share in percent.
func smokeCell(name string, v float64) string {
	if strings.Contains(name, " kernel, ") {
		return number("%.0f %%", 100*v)
	}
	return number("%.2f", v)
}

// commit names the commit that is checked out, with + behind it if files were changed since.
func commit(root string) string {
	name := output("git", "-C", root, "rev-parse", "--short", "HEAD")
	if output("git", "-C", root, "status", "--porcelain", "--untracked-files=no") != "" {
		name += "+"
	}
	return name
}
