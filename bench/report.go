package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report holds all measurements, and where they were made.
type report struct {
	Date    string `json:"date"`
	Machine string `json:"machine"`
	Browser string `json:"browser"`
	Node    string `json:"node"`
	Go      string `json:"go"`
	Rounds  int    `json:"rounds"`
	Prefill int    `json:"prefill_tokens"`
	Steps   int    `json:"steps"`
	// Load is the system's load average when the run began: other work on the machine increases wall time.
	Load string `json:"load"`
	// SmolLM2 means that the model is that one, not random weights.
	SmolLM2 bool `json:"smollm2,omitempty"`
	// Cold is the number of cold starts of each row, Minutes how long everything took.
	Cold    int       `json:"cold_starts,omitempty"`
	Minutes float64   `json:"minutes,omitempty"`
	Results []*result `json:"results"`

	began time.Time
}

// The names of the two models' results, without their extension.
const (
	gpt2File = "benchmarks"
	smolFile = "benchmarks-smollm2"
)

func newReport(o options, browser string, smolLM2 bool) *report {
	now := time.Now()
	return &report{
		Date: now.UTC().Format(time.DateOnly), Machine: machine(), Browser: browser, Node: output("node", "--version"),
		Go: runtime.Version(), Rounds: o.rounds, Prefill: o.prefill, Steps: o.steps, Load: firstLine("/proc/loadavg"),
		SmolLM2: smolLM2, Cold: o.cold, began: now,
	}
}

// file is the name of the results, without its extension.
func (r *report) file() string {
	if r.SmolLM2 {
		return smolFile
	}
	return gpt2File
}

// machine names the processor.
func machine() string {
	model := "unknown processor"
	data, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for line := range strings.Lines(string(data)) {
			if _, name, ok := strings.Cut(line, "model name\t: "); ok {
				model = strings.TrimSpace(name)
				break
			}
		}
	}
	features := []string{}
	for _, f := range []string{"avx2", "avx_vnni", "avx512_vnni"} {
		if slices.Contains(strings.Fields(string(data)), f) {
			features = append(features, f)
		}
	}
	return fmt.Sprintf("%s, %d CPUs, %s", model, runtime.NumCPU(), strings.Join(features, " "))
}

func output(name string, args ...string) string {
	out, err := exec.Command(name, args...).Output()
	if err != nil {
		return err.Error()
	}
	return strings.TrimSpace(string(out))
}

func firstLine(path string) string {
	data, err := os.ReadFile(path)
	if err != nil {
		return err.Error()
	}
	line, _, _ := strings.Cut(string(data), "\n")
	return line
}

// median returns the median, or 0 without values.
func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(values))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// intro is the page's beginning, a paragraph each: its title first, what was measured last.
func (r *report) intro() []string {
	if r.SmolLM2 {
		return []string{
			"# SmolLM2-135M-Instruct beside other engines",
			"Written by `make bench` from docs/benchmarks-smollm2.json; do not edit. The targets are in " +
				"[benchmarks.md](benchmarks.md#targets).",
			"30 layers, 576 wide, vocabulary 49,152, made from one Q4_1 file with 8 bits for the embedding; each in its own " +
				"format. " + r.how(),
		}
	}
	return []string{
		"# Benchmarks",
		"Written by `make bench` from docs/benchmarks.json; do not edit. A real language model is in " +
			"[benchmarks-smollm2.md](benchmarks-smollm2.md), the time to the right answer of the shipped models in " +
			"[benchmarks-answers.md](benchmarks-answers.md).",
		"A model of GPT-2 small's shape (12 layers, 768 wide, vocabulary 50,260) with random weights, the same for all, " +
			"each in its own format. " + r.how(),
	}
}

// how says how the rows were measured.
func (r *report) how() string {
	text := fmt.Sprintf("Every engine has a tab of one headless Chromium, or a headless Firefox of its own, and one "+
		"thread unless its row says more: those tabs are cross-origin isolated. They are measured in turns, %d rounds "+
		"after %d to warm up: a prompt of %d tokens, %d tokens after it, and %d latent steps (the last hidden state fed "+
		"back, no logits) where the engine can take them. Medians; CPU time is that of all of Chromium's renderers.",
		r.Rounds, warmUpRounds, r.Prefill, r.Steps, r.Steps)
	if r.Cold > 0 {
		text += fmt.Sprintf(" Before that each is started %d times in a new browser with an empty profile.", r.Cold)
	}
	return text
}

// title is the chart's.
func (r *report) title() string {
	model := "GPT-2 small's shape"
	if r.SmolLM2 {
		model = "SmolLM2-135M"
	}
	return model + ": tokens and latent steps per second"
}

// markdown is the page. targets, if not empty, are a section of it.
func (r *report) markdown(targets string) string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	for _, paragraph := range r.intro() {
		p("%s\n", wrap(paragraph))
	}
	p("%s\n", wrap(fmt.Sprintf("%s; %s; Node %s; %s; %s; load average at the start %s; %.0f minutes.", r.Machine,
		r.Browser, r.Node, r.Go, r.Date, r.Load, r.Minutes)))
	r.table(p)
	p("\n![tokens per second by engine](%s.png)\n\n## Ratios\n", r.file())
	for _, line := range r.ratios() {
		p("- %s", line)
	}
	r.reading(p)
	if targets != "" {
		p("\n%s", strings.TrimSuffix(targets, "\n"))
	}
	if !r.SmolLM2 {
		r.kernels(p)
	}
	r.notes(p)
	return b.String()
}

// table has a row for each engine.
func (r *report) table(p func(format string, args ...any)) {
	p("| engine | prefill, tokens/s | decode, tokens/s | latent steps/s | CPU ms/token | first token, cold, ms | " +
		"load, cold, ms | renderer, MB | wasm, MB | fetched, MB | model, MB |")
	p("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, res := range r.Results {
		p("| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s | %.1f |", res.Name, rate(res.WallMS["prefill"]),
			rate(res.WallMS["decode"]), rate(res.WallMS["think"]), number("%.2f", median(res.CPUMS["decode"])),
			number("%.0f", median(res.FirstMS)), number("%.0f", median(res.LoadMS)),
			number("%.0f", float64(res.PeakRSS)/1e6), number("%.0f", float64(res.WasmMemory)/1e6),
			number("%.1f", float64(res.FetchedBytes)/1e6), float64(res.ModelBytes)/1e6)
	}
}

// reading compares decoding, which reads every weight once for each token, with reading alone.
func (r *report) reading(p func(format string, args ...any)) {
	first := true
	for _, res := range r.Results {
		can, token := median(res.Reading), median(res.WallMS["decode"])
		if can == 0 || token == 0 {
			continue
		}
		if first {
			p("\n## Reading weights\n\n%s\n", wrap("For a token every weight is read once, and no cache holds "+
				"them. What decoding reads of the model, and how fast the program can read memory without doing anything with it:"))
			first = false
		}
		reads := float64(res.ModelBytes) / token / 1e6
		p("- %s: %.1f of %.1f GB/s (%.0f %%)", res.Name, reads, can, 100*reads/can)
	}
}

// kernels are the kernels' rates by themselves.
func (r *report) kernels(p func(format string, args ...any)) {
	p("\n## Kernels\n\nBy themselves, on a layer of 3072 outputs and 768 inputs whose weights stay in the processor's " +
		"cache, in billions of multiply-adds a")
	p("second, medians. The ceiling is the variant's dot product on weights in the innermost cache, without anything " +
		"around it; in brackets is the share of it.\n")
	p("| kernels | ceiling | int8, 1 token | int8, 128 tokens | int4, 1 token | int4, 128 tokens |\n| --- | ---: | ---: " +
		"| ---: | ---: | ---: |")
	for _, res := range r.Results {
		if len(res.KernelRates) == 0 {
			continue
		}
		ceiling := median(res.KernelRates["ceiling"])
		cells := []string{strings.TrimSuffix(strings.TrimPrefix(res.Name, "ours, "), ", int8"), number("%.1f", ceiling)}
		for _, kind := range []string{"int8, 1", "int8, 128", "int4, 1", "int4, 128"} {
			v := median(res.KernelRates[kind])
			cell := number("%.1f", v)
			if ceiling > 0 {
				cell += fmt.Sprintf(" (%.0f %%)", 100*v/ceiling)
			}
			cells = append(cells, cell)
		}
		p("| %s |", strings.Join(cells, " | "))
	}
}

// notes say what is compared with what.
func (r *report) notes(p func(format string, args ...any)) {
	p("\n## What is compared with what\n")
	own := gpt2Notes
	if r.SmolLM2 {
		own = smolNotes
	}
	for _, note := range slices.Concat(notes, own) {
		p("%s", wrap("- "+note))
	}
}

// notes are on both pages, gpt2Notes and smolNotes on one each.
var (
	notes = []string{
		"Renderer is the resident memory of the engine's process at its highest, the browser's own share and compressed " +
			"downloads included; wasm is the size of the WebAssembly memory at the end; fetched is all that came until the " +
			"first token, program and model.",
		"Everything comes from a server on the same machine, so the network costs nothing. Load begins with the page's " +
			"script; the first token is that after a prompt of 16, counted from the navigation. Ours checks every chunk's " +
			"SHA-256 and decompresses it meanwhile, the others take the bytes as they come.",
		"WebGPU is not compared: wllama 3, transformers.js and WebLLM can use it, but there is no GPU where this is " +
			"measured, only an emulation of one on the processor, whose figures would say nothing. All run on the processor " +
			"(`n_gpu_layers=0`, `device='wasm'`).",
		"wllama 2.3.1 is the last version whose build uses SIMD for quantized products, 3.13.0 the latest. Both keep the " +
			"KV cache as float16.",
		"Native llama.cpp (node-llama-cpp 3.22.1) uses AVX-512 where the processor has it; ours natively AVX2, and VNNI " +
			"where there is any. Each round is a process of its own, which warms up by itself.",
		"There is no other Go runtime here: goinfer (github.com/townsendmerino/goinfer), go-llama " +
			"(github.com/goccy/go-llama) and GopherLLM (github.com/SimonWaldherr/GopherLLM) could not be had from the module " +
			"proxy where this is measured, and yzma (github.com/hybridgroup/yzma) calls llama.cpp's own library, which is " +
			"compared.",
	}
	gpt2Notes = []string{
		"wllama and llama.cpp compute GELU by its tanh approximation, ours and onnxruntime-web keep float32. " +
			"onnxruntime-web loads two graphs, for steps with and without the head, which nearly doubles its memory. It has " +
			"activations of 8 bits, ours 7 with int8 weights and 8 with int4; llama.cpp's have a scale for every 32 values.",
		"Our int4 has int4 embeddings here, too, as Q4_0 has. The scalar build is measured on an eighth of the tokens.",
		"Our threads in the browser belong to the site's worker, which wants a tokenizer. This model has none, so they are " +
			"measured with SmolLM2 alone.",
	}
	smolNotes = []string{
		"onnxruntime-web and transformers.js are given one graph: int8 with a scale for each output, activations " +
			"quantized at run time, and onnxruntime's own operations for grouped-query attention and the norms. " +
			"transformers.js runs it in the build of onnxruntime that it fetches by itself, by its generate.",
		"wllama 3.13.0 is measured on half of the tokens.",
		"All others have a scale for every 32 weights and activations: ours of 7 bits for the latter, llama.cpp's of 8. " +
			"Our KV cache is int16 with a scale for each head.",
	}
)

// rate converts milliseconds per token to tokens per second.
func rate(ms []float64) string {
	if len(ms) == 0 {
		return "–"
	}
	return number("%.1f", 1000/median(ms))
}

func number(format string, v float64) string {
	if v == 0 {
		return "–"
	}
	return fmt.Sprintf(format, v)
}

// ratios compares pairs of rows by the median of the rounds' ratios, because both sides of a ratio had the same noise.
func (r *report) ratios() (lines []string) {
	two := func(name string) string { return row{name: name, threads: several}.title() }
	firefox := func(name string) string { return firefoxPrefix + name }
	for _, c := range []struct{ kind, ours, theirs string }{
		{"decode", relaxedInt8, wllama2Q8},
		{"decode", relaxedInt4, wllama2Q4},
		{"decode", simd128Int8, wllama2Q8},
		{"decode", relaxedInt8, wllama3Q8},
		{"decode", relaxedInt8, ortInt8},
		{"decode", relaxedInt8, hfInt8},
		{"decode", relaxedInt8, llamaQ8},
		{"decode", relaxedInt4, llamaQ4},
		{"decode", ourNative8, llamaQ8},
		{"decode", ourNative4, llamaQ4},
		{"decode", two(relaxedInt8), two(wllama2Q8)},
		{"decode", two(relaxedInt8), two(hfInt8)},
		{"decode", two(ourNative8), two(llamaQ8)},
		{"decode", two(ourNative4), two(llamaQ4)},
		{"decode", two(ourNative8), ourNative8},
		{"decode", firefox(relaxedInt8), firefox(wllama2Q8)},
		{"prefill", relaxedInt8, wllama2Q8},
		{"prefill", relaxedInt4, wllama2Q4},
		{"prefill", relaxedInt8, ortInt8},
		{"prefill", relaxedInt8, hfInt8},
		{"prefill", relaxedInt8, llamaQ8},
		{"prefill", ourNative8, llamaQ8},
		{"prefill", two(relaxedInt8), two(ortInt8)},
		{"prefill", two(ourNative8), ourNative8},
		{"prefill", firefox(relaxedInt8), firefox(wllama2Q8)},
	} {
		if ratio := medianRatio(r.find(c.theirs).WallMS[c.kind], r.find(c.ours).WallMS[c.kind]); ratio > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s is %.2f times as fast as %s", c.kind, c.ours, ratio, c.theirs))
		}
	}
	for _, name := range []string{relaxedInt8, relaxedInt4} {
		if ratio := medianRatio(r.find(name).WallMS["decode"], r.find(name).WallMS["think"]); ratio > 0 {
			lines = append(lines, fmt.Sprintf("%s: a latent step is %.2f times as fast as a token", name, ratio))
		}
	}
	return lines
}

// find returns a row by name, an empty one if it was not measured.
func (r *report) find(name string) *result {
	if r == nil {
		return &result{}
	}
	for _, res := range r.Results {
		if res.Name == name {
			return res
		}
	}
	return &result{}
}

func medianRatio(a, b []float64) float64 {
	var ratios []float64
	for i := range min(len(a), len(b)) {
		ratios = append(ratios, a[i]/b[i])
	}
	return median(ratios)
}
