package bpe

import (
	"slices"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// PresetSmolLM is SmolLM2's pre-tokenizer.
const PresetSmolLM = "smollm"

// preset is what a name of llama.cpp's tokenizer.ggml.pre stands for.
type preset struct {
	name         string
	steps        []step
	nfc          bool
	ignoreMerges bool
}

// presets are the names that are known, the one that is written for each first.
var presets = []preset{
	{name: "gpt-2", steps: []step{gpt2}},
	{name: PresetSmolLM, steps: []step{digits, gpt2}},
	{name: "qwen2", steps: []step{qwen2}, nfc: true},
	{name: "llama-bpe", steps: []step{llama3}, ignoreMerges: true},
	{name: "llama3", steps: []step{llama3}, ignoreMerges: true},
	{name: "llama-v3", steps: []step{llama3}, ignoreMerges: true},
	{name: "default", steps: []step{punctuations, gpt2Gaps, numberRuns, triples}},
}

// usePreset sets the pre-tokenizer by its name.
func (t *Tokenizer) usePreset(name, where string) error {
	names := ""
	for _, p := range presets {
		if p.name == name {
			t.steps, t.nfc, t.ignoreMerges = p.steps, p.nfc, p.ignoreMerges
			return nil
		}
		names += " " + p.name
	}
	return tokenizer.ErrUnsupported.Errorf("%.40q as %s; supported:%s", name, where, names)
}

// Preset is the name of the pre-tokenizer in llama.cpp's tokenizer.ggml.pre, or "" if it has none.
func (t *Tokenizer) Preset() string {
	for _, p := range presets {
		if slices.Equal(p.steps, t.steps) && p.nfc == t.nfc && p.ignoreMerges == t.ignoreMerges {
			return p.name
		}
	}
	return ""
}
