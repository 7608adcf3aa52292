package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

// TestRepackCommand repacks a gzip copy of a shipped model: the chunks are the shipped ones afterwards.
// prosqa-coconut's are not cut as they would be today: its stop head came later, in a chunk of its own.
func TestRepackCommand(t *testing.T) {
	model := filepath.Join(filepath.Dir(model), "prosqa-cot")
	dir := filepath.Join(t.TempDir(), "copy")
	if _, err := command(t, "quantize", model, "--compression", "gzip", "--out", dir); err != nil {
		t.Fatal(err)
	}
	out, err := command(t, "repack", dir)
	if err != nil || !strings.Contains(out, "bytes, ") {
		t.Fatalf("repack printed %q, %v", out, err)
	}
	var manifests [2]weights.Manifest
	for i, d := range []string{dir, model} {
		data, err := os.ReadFile(filepath.Join(d, weights.ManifestName))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, &manifests[i]); err != nil {
			t.Fatal(err)
		}
	}
	if manifests[0].ChunksSHA256 != manifests[1].ChunksSHA256 {
		t.Errorf("the chunks are %s, want %s", manifests[0].ChunksSHA256, manifests[1].ChunksSHA256)
	}
	if _, err := command(t, "repack", t.TempDir()); err == nil {
		t.Error("a folder without a model was repacked")
	}
}

// TestCompressionCommand checks that every compression makes every format smaller, zstd at least as much as gzip.
func TestCompressionCommand(t *testing.T) {
	out, err := command(t, "compression", model, "--json")
	if err != nil {
		t.Fatal(err)
	}
	var all []packed
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 2 {
		t.Fatalf("%d formats, %v", len(all), err)
	}
	for _, p := range all {
		if p.Zstd > p.Gzip || p.Gzip >= p.Raw || p.Zstd == 0 {
			t.Errorf("%s: %d raw, %d by zstd, %d by gzip", p.Format, p.Raw, p.Zstd, p.Gzip)
		}
	}
	if table, err := command(t, "compression", model); err != nil || !strings.Contains(table, "| int4 |") {
		t.Errorf("the table is %q, %v", table, err)
	}
}
