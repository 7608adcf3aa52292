package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// options are the command's flags.
type options struct {
	rounds         int
	root, out      string
	engines        string
	prefill, steps int
	report         bool
	smolLM2        bool
	profile, smoke bool
}

// file is the name of the results, without its extension.
func (o options) file() string {
	if o.smolLM2 {
		return "benchmarks-smollm2"
	}
	return "benchmarks"
}

// rows are the engines in the browser and those outside it.
func (o options) rows() (inBrowser, native []row) {
	if o.smolLM2 {
		return smolRows, smolNativeRows
	}
	return rows, nativeRows
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.rounds, "rounds", 7, "measured rounds, after two warm-up rounds")
	flags.StringVar(&o.root, "root", ".", "the repository")
	flags.StringVar(&o.out, "out", "docs", "folder to write benchmarks.json, benchmarks.md and benchmarks.png to")
	flags.StringVar(&o.engines, "engines", "", "measure only the rows whose name contains this")
	flags.IntVar(&o.prefill, "prefill", 128, "number of prompt tokens")
	flags.IntVar(&o.steps, "steps", 64, "number of generated tokens, and of latent steps")
	flags.BoolVar(&o.smolLM2, "smollm2", false,
		"measure SmolLM2-135M-Instruct, which is fetched, instead of random weights")
	flags.BoolVar(&o.profile, "profile", false,
		"write no report; print which functions of our own rows take the time")
	flags.BoolVar(&o.smoke, "smoke", false,
		"measure our own rows for a minute, and add their ratios to benchmarks-smoke.json and benchmarks-smoke.md")
	flags.BoolVar(&o.report, "report", false, "measure nothing; rewrite the page and the chart from benchmarks.json")
	flags.Usage = func() {
		fmt.Fprintln(stderr,
			"bench compares our runtime with other engines in a headless Chromium.\n\nExample: go run ./bench -rounds 5")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.report {
		results, err := readReport(o.out, o.file())
		if err != nil {
			return err
		}
		return results.write(o.out, o.file())
	}
	root, err := filepath.Abs(o.root)
	if err != nil {
		return err
	}
	log := func(format string, a ...any) { fmt.Fprintf(stderr, format+"\n", a...) }
	bench, cache := filepath.Join(root, "bench"), filepath.Join(root, "bench", ".cache")
	if o.smoke {
		o = smokeOptions(o)
	} else if err := install(ctx, bench, log); err != nil {
		return err
	}
	for _, folder := range []string{cache, o.out} { // fail now, not after ten minutes
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	if o.smolLM2 {
		err = makeSmolLM2(ctx, root, cache, log)
	} else {
		err = makeModels(cache, o.smoke, log)
	}
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "coconut-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := buildEngines(ctx, dir, root, o.profile, log); err != nil {
		return err
	}
	if err := linkFiles(dir, bench, cache); err != nil {
		return err
	}
	if o.profile {
		return profileAll(ctx, o, dir, cache, os.Stdout)
	}
	results, err := measureAll(ctx, o, bench, dir, cache, log)
	if err != nil {
		return err
	}
	if o.smoke {
		return addSmoke(o.out, smokeRun{Commit: commit(root), Date: results.Date, Machine: results.Machine,
			Load: results.Load, Figures: results.figures()})
	}
	return results.write(o.out, o.file())
}

// install fetches the other engines, at the versions of the lock file, unless they are installed.
func install(ctx context.Context, bench string, log func(string, ...any)) error {
	if _, err := os.Stat(filepath.Join(bench, "node_modules", ".package-lock.json")); err == nil {
		return nil
	}
	log("installing the other engines (npm)")
	// Not npm ci: it requires node-llama-cpp's builds for all other systems in the lock file, which not every registry
	// has.
	cmd := exec.CommandContext(ctx, "npm", "install", "--no-save", "--ignore-scripts", "--omit=optional", "--no-audit",
		"--no-fund")
	cmd.Dir = bench
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("bench: npm install: %w\n%s", err, out)
	}
	return nil
}

// buildEngines builds our engine in every variant, with the functions' names if they are wanted.
func buildEngines(ctx context.Context, dir, root string, named bool, log func(string, ...any)) error {
	for _, v := range site.Variants {
		log("building engine-%s.wasm", v.Name)
		build := v.Build
		if named {
			build = v.BuildNamed
		}
		if err := build(ctx, filepath.Join(dir, "engine-"+v.Name+".wasm"), root,
			site.Program{Package: "./bench/engine"}); err != nil {
			return err
		}
	}
	return site.CopyWasmExec(ctx, filepath.Join(dir, "wasm_exec.js"), root)
}
