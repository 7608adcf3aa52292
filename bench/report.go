package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
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
	SmolLM2 bool      `json:"smollm2,omitempty"`
	Results []*result `json:"results"`
}

func newReport(o options, browser string) *report {
	return &report{
		Date: time.Now().UTC().Format("2006-01-02"), Machine: machine(), Browser: browser, Node: output("node", "--version"),
		Go:     runtime.Version(),
		Rounds: o.rounds, Prefill: o.prefill, Steps: o.steps, Load: firstLine("/proc/loadavg"), SmolLM2: o.smolLM2,
	}
}

// readReport reads the measurements of an earlier run, from the file of that name.
func readReport(dir, name string) (*report, error) {
	data, err := os.ReadFile(filepath.Join(dir, name+".json"))
	if err != nil {
		return nil, err
	}
	r := new(report)
	if err := json.Unmarshal(data, r); err != nil {
		return nil, fmt.Errorf("bench: %s.json: %w", name, err)
	}
	return r, nil
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

// write writes the raw results, the page made from them, and the chart.
func (r *report) write(dir, name string) error {
	data, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, name+".json"), append(data, '\n'), 0o644); err != nil {
		return err
	}
	if err := r.chart(filepath.Join(dir, name+".png")); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, name+".md"), []byte(r.markdown()), 0o644)
}

// intro says what was measured.
func (r *report) intro() string {
	if r.SmolLM2 {
		return "# SmolLM2-135M-Instruct beside other engines\n\nWritten by `make bench` from docs/benchmarks-smollm2.json; " +
			"do not edit.\n\n30 layers, 576 wide, vocabulary 49,152, made from one Q4_1 file with 8 bits for the embedding; " +
			"each in " +
			"its own"
	}
	return "# Benchmarks\n\nWritten by `make bench` from docs/benchmarks.json; do not edit. A real language model is in " +
		"[benchmarks-smollm2.md](benchmarks-smollm2.md).\n\nA model of GPT-2 small's shape (12 layers, 768 wide, " +
		"vocabulary " +
		"50,260) with random weights, the same for all engines, each in its own"
}

// title is the chart's.
func (r *report) title() string {
	model := "GPT-2 small's shape"
	if r.SmolLM2 {
		model = "SmolLM2-135M"
	}
	return model + ", one thread: tokens and latent steps per second"
}

func (r *report) markdown() string {
	var b strings.Builder
	p := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	p("%s", r.intro())
	p("format. Every engine has a tab of one headless browser, one thread, no special headers. They are measured in "+
		"turns, %d rounds after two to", r.Rounds)
	p("warm up: a prompt of %d tokens, %d tokens after it, and %d latent steps (the last hidden state fed back, no "+
		"logits) where the engine can", r.Prefill, r.Steps, r.Steps)
	p("take them. Medians; CPU time is that of all the browser's renderers.\n")
	p("%s; %s; Node %s; %s; %s; load average at the start %s.\n", r.Machine, r.Browser, r.Node, r.Go, r.Date, r.Load)
	p("| engine | prefill, tokens/s | decode, tokens/s | latent steps/s | CPU ms/token | load, ms | renderer, MB | " +
		"wasm, MB | model, MB |")
	p("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, res := range r.Results {
		p("| %s | %s | %s | %s | %s | %s | %s | %s | %.1f |", res.Name, rate(res.WallMS["prefill"]),
			rate(res.WallMS["decode"]), rate(res.WallMS["think"]),
			number("%.2f", median(res.CPUMS["decode"])), number("%.0f", res.LoadMS), number("%.0f", float64(res.PeakRSS)/1e6),
			number("%.0f", float64(res.WasmMemory)/1e6), float64(res.ModelBytes)/1e6)
	}
	p("\n![tokens per second by engine](%s.png)\n\n## Ratios\n", options{smolLM2: r.SmolLM2}.file())
	for _, line := range r.ratios() {
		p("- %s", line)
	}
	if !r.SmolLM2 {
		r.kernels(p)
	}
	r.notes(p)
	return b.String()
}

// kernels are the kernels' rates by themselves.
func (r *report) kernels(p func(format string, args ...any)) {
	p("\n## Kernels\n\nBy themselves, on a layer of 3072 outputs and 768 inputs whose weights stay in the processor's " +
		"cache, in billions of multiply-adds a")
	p("second, medians. The ceiling is the variant's dot product on values in registers alone; in brackets is the share " +
		"of it.\n")
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
	p("- Renderer is the resident memory of the engine's process at its highest, the browser's own share and compressed " +
		"downloads included; wasm is")
	p("  the size of the WebAssembly memory at the end. Load is from a server on the same machine to the first token, " +
		"cold: ours checks every")
	p("  chunk's SHA-256 and decompresses it meanwhile, the others take the bytes as they come. onnxruntime-web loads " +
		"two graphs, for steps with and")
	p("  without the head, which nearly doubles its memory.")
	if r.SmolLM2 {
		p("- wllama 2.3.1 is the last version whose build uses SIMD for quantized products. It keeps the KV cache as " +
			"float16; " +
			"ours as int16 with a scale for each head.")
		p("- All have a scale for every 32 weights and activations: ours of 7 bits for the latter, llama.cpp's of 8.")
		p("- llama.cpp natively runs with one thread and AVX-512, where the processor has it.")
		return
	}
	p("- wllama 2.3.1 is the last version whose build uses SIMD for quantized products, 3.8.1 the latest. Both keep the " +
		"KV cache as float16, and")
	p("  compute GELU by its tanh approximation; ours and onnxruntime-web keep float32.")
	p("- onnxruntime-web has activations of 8 bits, ours 7 with int8 weights and 8 with int4; llama.cpp's have a scale " +
		"for every 32 values.")
	p("- Our int4 has int4 embeddings here, too, as Q4_0 has; llama.cpp natively runs with one thread and AVX-512, " +
		"where the processor has it.")
	p("- The scalar build is measured on an eighth of the tokens.")
}

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
	for _, c := range []struct{ kind, ours, theirs string }{
		{"decode", "ours, relaxed SIMD, int8", "wllama 2.3.1, Q8_0"},
		{"decode", "ours, relaxed SIMD, int8", "native llama.cpp, Q8_0"},
		{"decode", "ours, relaxed SIMD, int4", "wllama 2.3.1, Q4_0"},
		{"decode", "ours, relaxed SIMD, int4", "native llama.cpp, Q4_0"},
		{"decode", "ours, relaxed SIMD, int8", "onnxruntime-web 1.30.0, int8"},
		{"decode", "ours, SIMD128, int8", "wllama 2.3.1, Q8_0"},
		{"prefill", "ours, relaxed SIMD, int8", "wllama 2.3.1, Q8_0"},
		{"prefill", "ours, relaxed SIMD, int4", "wllama 2.3.1, Q4_0"},
		{"prefill", "ours, relaxed SIMD, int8", "onnxruntime-web 1.30.0, int8"},
		{"prefill", "ours, relaxed SIMD, int8", "native llama.cpp, Q8_0"},
	} {
		if ratio := medianRatio(r.find(c.theirs).WallMS[c.kind], r.find(c.ours).WallMS[c.kind]); ratio > 0 {
			lines = append(lines, fmt.Sprintf("%s: %s is %.2f times as fast as %s", c.kind, c.ours, ratio, c.theirs))
		}
	}
	for _, name := range []string{"ours, relaxed SIMD, int8", "ours, relaxed SIMD, int4"} {
		if ratio := medianRatio(r.find(name).WallMS["decode"], r.find(name).WallMS["think"]); ratio > 0 {
			lines = append(lines, fmt.Sprintf("%s: a latent step is %.2f times as fast as a token", name, ratio))
		}
	}
	return lines
}

// find returns a row by name, an empty one if it was not measured.
func (r *report) find(name string) *result {
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
