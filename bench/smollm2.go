package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/quant"
)

// The files and folders of SmolLM2-135M-Instruct in the cache, all made from one GGUF file.
const (
	smolInt8 = "smollm2-int8"
	smolInt4 = "smollm2-int4"
	smolQ8   = "smollm2-q8_0.gguf"
	smolQ4   = "smollm2-q4_0.gguf"
	smolONNX = "smollm2-onnx"
)

// makeSmolLM2 fetches the model and writes it in every format that is not in the cache yet.
func makeSmolLM2(ctx context.Context, root, cache string, log func(string, ...any)) error {
	imports := map[string]quant.Formats{
		smolInt8: {Matrices: quant.FormatInt8, Embeddings: quant.FormatInt8},
		smolInt4: {Matrices: quant.FormatInt4, Embeddings: quant.FormatInt8},
	}
	exports := map[string]string{smolQ8: "q8_0", smolQ4: "q4_0"}
	cmd := exec.CommandContext(ctx, "go", "run", "./tools/getmodel")
	cmd.Dir, cmd.Stderr = root, os.Stderr
	path, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("bench: getmodel: %w", err)
	}
	c, err := formats.Open(strings.TrimSpace(string(path)))
	if err != nil {
		return err
	}
	defer c.Close()
	for name, chosen := range imports {
		if err := once(cache, name, log, func(to string) error {
			_, err := formats.Import(ctx, c, to, formats.Options{Name: name, Formats: chosen})
			return err
		}); err != nil {
			return err
		}
	}
	for name, kind := range exports {
		if err := once(cache, name, log, func(to string) error {
			_, err := formats.Export(ctx, c, to, formats.ExportOptions{Name: name, Format: "gguf", Type: kind,
				Embeddings: "q8_0"})
			return err
		}); err != nil {
			return err
		}
	}
	return once(cache, smolONNX, log, func(to string) error { return writeONNXFolder(to, c) })
}

// once writes a file or folder of the cache, unless it is there.
func once(cache, name string, log func(string, ...any), write func(to string) error) error {
	path := filepath.Join(cache, name)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	log("writing %s", name)
	if err := write(path + ".tmp"); err != nil {
		return err
	}
	return os.Rename(path+".tmp", path)
}
