package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestQuantize converts the shipped model to int4, and that to float32, and asks both.
func TestQuantize(t *testing.T) {
	data := generated(t, "20")
	small, large := filepath.Join(t.TempDir(), "int4"), filepath.Join(t.TempDir(), "float32")
	out, err := command(t, "quantize", model, "--format", "int4", "--compression", "gzip", "--out", small, "--data", data,
		"--json")
	if err != nil {
		t.Fatal(err)
	}
	var q quantization
	if err := json.Unmarshal([]byte(out), &q); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	if q.Matrices != "int4" || q.Embeddings != "int8" || len(q.Losses) != 13 || q.N != 20 || 3*q.After > 2*q.Before {
		t.Errorf("quantize printed %s", out)
	}
	if chunks, err := filepath.Glob(filepath.Join(small, "chunks", "*.gz")); err != nil || len(chunks) == 0 {
		t.Errorf("there are no gzip chunks: %v", err)
	}
	if q.AccuracyAfter == nil || *q.AccuracyAfter < *q.AccuracyBefore-0.101 {
		t.Errorf("accuracy fell: %s", out)
	}
	if snr := q.Losses["h.0.mlp.c_fc.weight"].SNRdB; snr == nil || *snr < 18 {
		t.Errorf("the loss of a matrix: %s", out)
	}
	if snr := q.Losses["wte.weight"].SNRdB; snr != nil && *snr < 100 { // back to int8: nothing is lost twice
		t.Errorf("the embedding's loss: %v dB", *snr)
	}
	out, err = command(t, "quantize", small, "--format", "float32", "--embeddings", "float32", "--out", large)
	if err != nil || !strings.Contains(out, "as float32") {
		t.Errorf("to float32: %v, %s", err, out)
	}
	if _, err := os.Stat(filepath.Join(large, "manifest.json")); err != nil {
		t.Error(err)
	}
}

func TestQuantizeErrors(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out")
	if _, err := command(t, "quantize", model, "--format", "int3", "--out", out); err == nil ||
		!strings.Contains(err.Error(), "int3") {
		t.Errorf("int3: %v", err)
	}
	if _, err := os.Stat(filepath.Join(out, "manifest.json")); err == nil {
		t.Error("a model was written in spite of the error")
	}
	if _, err := command(t, "quantize", model, "--compression", "brotli", "--out", out); err == nil ||
		!strings.Contains(err.Error(), "brotli") {
		t.Errorf("brotli: %v", err)
	}
	if _, err := command(t, "quantize", filepath.Join(t.TempDir(), "nothing"), "--out", out); err == nil {
		t.Error("no model: no error")
	}
}

// TestExport: the shipped models have rotary positions, which GGUF's gpt2 cannot hold; package gguf tests models that
// it can.
func TestExport(t *testing.T) {
	out := filepath.Join(t.TempDir(), "model.gguf")
	if _, err := command(t, "export", model, "--out", out); err == nil ||
		!strings.Contains(err.Error(), "learned positions") {
		t.Errorf("a rotary model: %v", err)
	}
	if help, err := command(t, "export", "--help"); err != nil || !strings.Contains(help, "token ids") {
		t.Errorf("the help does not say how a prompt is given: %q, %v", help, err)
	}
	if _, err := command(t, "export", model, "--type", "q5_1", "--out", out); err == nil ||
		!strings.Contains(err.Error(), "q5_1") {
		t.Errorf("an unknown type: %v", err)
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("a file was written in spite of the errors")
	}
}
