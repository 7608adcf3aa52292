package main

import "fmt"

// several is the number of threads of the rows with more than one: those that the targets are for.
const several = 2

// row is one engine with one format.
type row struct {
	// name begins the row's name; see title.
	name string
	// engine is a script in page/, with what it should open behind a colon, or a program outside the browser: nativeOurs
	// or nativeLlama.
	engine string
	// model is a file or folder of the cache.
	model   string
	threads int
	// share divides the numbers of tokens and steps, for engines that would take too long otherwise; 0 is 1.
	share   int
	firefox bool
}

// The engines outside the browser.
const (
	nativeOurs  = "native:ours"
	nativeLlama = "native:llama.cpp"
)

// native reports whether the row needs no browser.
func (r row) native() bool { return r.engine == nativeOurs || r.engine == nativeLlama }

// title is the row's name in the results, such as "Firefox: wllama 2.3.1, Q8_0, 2 threads". One thread is not
// mentioned.
func (r row) title() string {
	name := r.name
	if r.firefox {
		name = firefoxPrefix + name
	}
	if r.threads > 1 {
		name += fmt.Sprintf(", %d threads", r.threads)
	}
	return name
}

const firefoxPrefix = "Firefox: "

// The rows' names that ratios, targets and smoke runs go by.
const (
	relaxedInt8 = "ours, relaxed SIMD, int8"
	relaxedInt4 = "ours, relaxed SIMD, int4"
	simd128Int8 = "ours, SIMD128, int8"
	simd128Int4 = "ours, SIMD128, int4"
	scalarInt8  = "ours, scalar, int8"
	ourNative8  = "ours, native, int8"
	ourNative4  = "ours, native, int4"
	wllama2Q8   = "wllama 2.3.1, Q8_0"
	wllama2Q4   = "wllama 2.3.1, Q4_0"
	wllama3Q8   = "wllama 3.13.0, Q8_0"
	wllama3Q4   = "wllama 3.13.0, Q4_0"
	ortInt8     = "onnxruntime-web 1.30.0, int8"
	hfInt8      = "transformers.js 4.3.2, int8"
	llamaQ8     = "native llama.cpp, Q8_0"
	llamaQ4     = "native llama.cpp, Q4_0"
)

// gpt2Rows are those of the random model in GPT-2's shape, smolRows those of SmolLM2. Each engine is given one thread,
// and several where it can have them. Ours with several in a page is the worker of the site, which reads text: GPT-2's
// shape has no tokenizer, so there is no such row of it.
var (
	gpt2Rows = []row{
		{name: relaxedInt8, engine: "ours:relaxed", model: oursInt8},
		{name: relaxedInt4, engine: "ours:relaxed", model: oursInt4},
		{name: simd128Int8, engine: "ours:simd128", model: oursInt8},
		{name: simd128Int4, engine: "ours:simd128", model: oursInt4},
		{name: scalarInt8, engine: "ours:scalar", model: oursInt8, share: 8},
		{name: wllama2Q8, engine: "wllama-2", model: ggufQ8},
		{name: wllama2Q8, engine: "wllama-2", model: ggufQ8, threads: several},
		{name: wllama2Q4, engine: "wllama-2", model: ggufQ4},
		{name: ortInt8, engine: "ort", model: onnxInt8},
		{name: ortInt8, engine: "ort", model: onnxInt8, threads: several},
		{name: ourNative8, engine: nativeOurs, model: oursInt8},
		{name: ourNative8, engine: nativeOurs, model: oursInt8, threads: several},
		{name: ourNative4, engine: nativeOurs, model: oursInt4},
		{name: ourNative4, engine: nativeOurs, model: oursInt4, threads: several},
		{name: llamaQ8, engine: nativeLlama, model: ggufQ8},
		{name: llamaQ8, engine: nativeLlama, model: ggufQ8, threads: several},
		{name: llamaQ4, engine: nativeLlama, model: ggufQ4},
	}
	smolRows = []row{
		{name: relaxedInt8, engine: "ours:relaxed", model: smolInt8},
		{name: relaxedInt4, engine: "ours:relaxed", model: smolInt4},
		{name: relaxedInt8, engine: "ours-threads:relaxed", model: smolInt8, threads: several},
		{name: relaxedInt4, engine: "ours-threads:relaxed", model: smolInt4, threads: several},
		{name: simd128Int8, engine: "ours:simd128", model: smolInt8},
		{name: simd128Int4, engine: "ours:simd128", model: smolInt4},
		{name: wllama2Q8, engine: "wllama-2", model: smolQ8},
		{name: wllama2Q8, engine: "wllama-2", model: smolQ8, threads: several},
		{name: wllama2Q4, engine: "wllama-2", model: smolQ4},
		{name: wllama2Q4, engine: "wllama-2", model: smolQ4, threads: several},
		{name: wllama3Q8, engine: "wllama-3", model: smolQ8, share: 2},
		{name: wllama3Q8, engine: "wllama-3", model: smolQ8, share: 2, threads: several},
		{name: wllama3Q4, engine: "wllama-3", model: smolQ4, share: 2},
		{name: ortInt8, engine: "ort-llama", model: smolONNX},
		{name: ortInt8, engine: "ort-llama", model: smolONNX, threads: several},
		{name: hfInt8, engine: "transformers", model: smolONNX},
		{name: hfInt8, engine: "transformers", model: smolONNX, threads: several},
		{name: relaxedInt8, engine: "ours:relaxed", model: smolInt8, firefox: true},
		{name: relaxedInt4, engine: "ours:relaxed", model: smolInt4, firefox: true},
		{name: wllama2Q8, engine: "wllama-2", model: smolQ8, firefox: true},
		{name: wllama2Q8, engine: "wllama-2", model: smolQ8, threads: several, firefox: true},
		{name: wllama3Q8, engine: "wllama-3", model: smolQ8, share: 2, firefox: true},
		{name: ourNative8, engine: nativeOurs, model: smolInt8},
		{name: ourNative8, engine: nativeOurs, model: smolInt8, threads: several},
		{name: ourNative4, engine: nativeOurs, model: smolInt4},
		{name: ourNative4, engine: nativeOurs, model: smolInt4, threads: several},
		{name: llamaQ8, engine: nativeLlama, model: smolQ8},
		{name: llamaQ8, engine: nativeLlama, model: smolQ8, threads: several},
		{name: llamaQ4, engine: nativeLlama, model: smolQ4},
		{name: llamaQ4, engine: nativeLlama, model: smolQ4, threads: several},
	}
)
