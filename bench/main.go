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
	"strings"
	"time"

	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// options are the command's flags.
type options struct {
	rounds, cold, questions int
	root, out               string
	only, part              string
	prefill, steps          int
	report, profile, smoke  bool
}

// The parts of a run.
const (
	partGPT2    = "gpt2"
	partSmolLM2 = "smollm2"
	partAnswers = "answers"
)

// parts are a run's parts, in order, with the names of their files.
var parts = []struct{ name, file string }{
	{partGPT2, gpt2File}, {partSmolLM2, smolFile}, {partAnswers, answersFile},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func parse(args []string, stderr io.Writer) (o options, err error) {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&o.rounds, "rounds", 5, "measured rounds, after two warm-up rounds")
	flags.IntVar(&o.cold, "cold", 3, "cold starts of each row, in new browsers")
	flags.IntVar(&o.questions, "questions", 200, "questions to each of the shipped models")
	flags.StringVar(&o.root, "root", ".", "the repository")
	flags.StringVar(&o.out, "out", "docs", "folder to write the results, the pages and the charts to")
	flags.StringVar(&o.only, "only", "", "measure only the rows whose name contains this")
	flags.StringVar(&o.part, "part", "",
		"measure only this part: gpt2 (random weights), smollm2 (real ones, which are fetched), answers (shipped models)")
	flags.IntVar(&o.prefill, "prefill", 128, "number of prompt tokens")
	flags.IntVar(&o.steps, "steps", 64, "number of generated tokens, and of latent steps")
	flags.BoolVar(&o.profile, "profile", false,
		"write no report; print which functions of our own rows of gpt2, or of -part smollm2, take the time")
	flags.BoolVar(&o.smoke, "smoke", false,
		"measure our own rows for a minute, and add their ratios to benchmarks-smoke.json and benchmarks-smoke.md")
	flags.BoolVar(&o.report, "report", false, "measure nothing; rewrite the pages and charts from the results")
	flags.Usage = func() {
		fmt.Fprintln(stderr, "bench compares our runtime with other engines, in browsers and natively.\n\n"+
			"Example: go run ./bench -part smollm2 -only wllama -rounds 1 -cold 1 -out /tmp")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	for _, p := range parts {
		if o.part == "" || o.part == p.name {
			return o, nil
		}
	}
	return o, fmt.Errorf("bench: no part is called %q: there are %s, %s and %s", o.part, partGPT2, partSmolLM2,
		partAnswers)
}

func run(ctx context.Context, args []string, stderr io.Writer) error {
	o, err := parse(args, stderr)
	if err != nil {
		return err
	}
	if o.report {
		return writePages(o.out)
	}
	root, err := filepath.Abs(o.root)
	if err != nil {
		return err
	}
	began := time.Now()
	log := func(format string, a ...any) {
		fmt.Fprintf(stderr, "%5.0f s  %s\n", time.Since(began).Seconds(), fmt.Sprintf(format, a...))
	}
	if o.smoke {
		o = smokeOptions(o)
	} else if err := prepare(ctx, filepath.Join(root, "bench"), log); err != nil {
		return err
	}
	b := &bench{options: o, cache: filepath.Join(root, "bench", ".cache"), node: filepath.Join(root, "bench"), log: log}
	for _, folder := range []string{b.cache, o.out} {
		if err := os.MkdirAll(folder, 0o755); err != nil {
			return err
		}
	}
	if b.dir, err = os.MkdirTemp("", "coconut-bench-*"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if err := b.build(ctx, root); err != nil {
		return err
	}
	switch {
	case o.profile:
		return b.profileRows(ctx, root)
	case o.smoke:
		return b.smokeRun(ctx, root)
	}
	return b.parts(ctx, root)
}

// parts measures the parts that are wanted, and writes the pages after each.
func (b *bench) parts(ctx context.Context, root string) error {
	for _, p := range parts {
		if b.part != "" && b.part != p.name {
			continue
		}
		results, err := b.measurePart(ctx, root, p.name)
		if err != nil {
			return err
		}
		if err := writeJSON(b.out, p.file, results); err != nil {
			return err
		}
		if err := writePages(b.out); err != nil {
			return err
		}
	}
	return nil
}

// measurePart measures one part. It returns what its file is to hold.
func (b *bench) measurePart(ctx context.Context, root, part string) (any, error) {
	switch part {
	case partAnswers:
		return b.measureAnswers(ctx, root)
	case partSmolLM2:
		if err := makeSmolLM2(ctx, root, b.cache, b.log); err != nil {
			return nil, err
		}
		return b.measureAll(ctx, smolRows, true)
	default:
		if err := makeModels(b.cache, false, b.log); err != nil {
			return nil, err
		}
		return b.measureAll(ctx, gpt2Rows, false)
	}
}

// profileRows profiles our own rows.
func (b *bench) profileRows(ctx context.Context, root string) error {
	if b.part == partSmolLM2 {
		if err := makeSmolLM2(ctx, root, b.cache, b.log); err != nil {
			return err
		}
		return b.profileAll(ctx, smolRows, os.Stdout)
	}
	if err := makeModels(b.cache, true, b.log); err != nil {
		return err
	}
	return b.profileAll(ctx, gpt2Rows, os.Stdout)
}

// smokeRun measures our own rows for a minute.
func (b *bench) smokeRun(ctx context.Context, root string) error {
	if err := makeModels(b.cache, true, b.log); err != nil {
		return err
	}
	results, err := b.measureAll(ctx, smokeRows(), false)
	if err != nil {
		return err
	}
	return addSmoke(b.out, smokeFigures{Commit: commit(root), Date: results.Date, Machine: results.Machine,
		Load: results.Load, Figures: results.figures()})
}

// prepare makes sure that the other engines and Firefox are there: fail now, not after ten minutes.
func prepare(ctx context.Context, bench string, log func(string, ...any)) error {
	if err := webdriver.Firefox.Installed(); err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	return install(ctx, bench, log)
}

// install fetches the other engines, at the versions of the lock file, unless they are installed.
func install(ctx context.Context, bench string, log func(string, ...any)) error {
	lock, err := os.Stat(filepath.Join(bench, "package-lock.json"))
	if err != nil {
		return fmt.Errorf("bench: %w", err)
	}
	installed, err := os.Stat(filepath.Join(bench, "node_modules", ".package-lock.json"))
	if err == nil && !installed.ModTime().Before(lock.ModTime()) {
		return nil
	}
	log("installing the other engines (npm)")
	cmd := exec.CommandContext(ctx, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	cmd.Dir = bench
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("bench: npm ci: %w\n%s", err, out)
	}
	return nil
}

// build fills the served folder: our engine in every variant, with the functions' names for a profile, and natively;
// the program that asks the shipped models; and links to everything else.
func (b *bench) build(ctx context.Context, root string) error {
	for _, v := range site.Variants {
		b.log("building engine-%s.wasm", v.Name)
		build := v.Build
		if b.profile {
			build = v.BuildNamed
		}
		to := filepath.Join(b.dir, v.File(engineProgram))
		if err := build(ctx, to, root, site.Program{Package: "./bench/engine"}); err != nil {
			return err
		}
	}
	asker := site.Program{Package: "./bench/asker"}
	if err := site.Variants[0].Build(ctx, filepath.Join(b.dir, askerProgram+".wasm"), root, asker); err != nil {
		return err
	}
	text := site.ProgramOf("./wasm/text")
	if err := site.Variants[0].Build(ctx, filepath.Join(b.dir, site.Variants[0].File(text.Name)), root, text); err != nil {
		return err
	}
	for _, program := range []string{engineProgram, askerProgram} {
		cmd := exec.CommandContext(ctx, "go", "build", "-o", filepath.Join(b.dir, program), "./bench/"+program)
		cmd.Dir = root
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("bench: %s: %w\n%s", strings.Join(cmd.Args, " "), err, out)
		}
	}
	if err := site.CopyWasmExec(ctx, filepath.Join(b.dir, "wasm_exec.js"), root); err != nil {
		return err
	}
	return linkFiles(b.dir, root, b.cache)
}
