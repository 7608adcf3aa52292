package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// ggufTypes are the matrix types of `coconut export --type`.
var ggufTypes = map[string]gguf.Type{"f32": gguf.F32, "q8_0": gguf.Q8_0, "q4_0": gguf.Q4_0}

// newExport is `coconut export`.
func newExport() *cobra.Command {
	var format, kind, out string
	cmd := &cobra.Command{
		Use:   "export MODEL",
		Short: "Write a model in another engine's file format",
		Long: `Write a model in another engine's file format. gguf is llama.cpp's; it holds models with learned positions (GPT-2), not
rotary ones. No model that is shipped can be written: all have rotary positions. train/recipes/prosqa-coconut-paper.json trains one that can.

The vocabulary is of whole words, and llama.cpp cannot cut text into those: give it the prompt as token ids, which are the places in
tokenizer.json. What it generates it shows as words, and it stops at <eos>.`,
		Example:           "  coconut export models/gpt2 --format gguf --type q8_0 --out gpt2.gguf",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			matrices, ok := ggufTypes[kind]
			if format != "gguf" || !ok {
				return fmt.Errorf("format %q with type %q: want gguf with f32, q8_0 or q4_0", format, kind)
			}
			file, err := exportGGUF(cmd.Context(), args[0], matrices)
			if err != nil {
				return err
			}
			n, err := writeWhole(out, file)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d tensors, %d bytes\n", out, len(file.Tensors), n)
			return nil
		},
	}
	cmd.Flags().StringVar(&format, "format", "gguf", "file format: gguf")
	cmd.Flags().StringVar(&kind, "type", "q8_0", "type of the matrices: f32, q8_0 or q4_0")
	cmd.Flags().StringVar(&out, "out", "", "file to write")
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// exportGGUF reads a model and maps it.
func exportGGUF(ctx context.Context, model string, matrices gguf.Type) (*gguf.File, error) {
	store, err := openModel(ctx, model)
	if err != nil {
		return nil, err
	}
	config, err := runtime.ParseConfig(store.Manifest().Config)
	if err != nil {
		return nil, err
	}
	if err := gguf.Writable(config); err != nil {
		return nil, err
	}
	data, err := store.File(ctx, reasoner.TokenizerFile)
	if err != nil {
		return nil, err
	}
	vocab, err := tokenizer.Load(data)
	if err != nil {
		return nil, err
	}
	tokens := make([]string, vocab.VocabSize())
	for id := range tokens {
		tokens[id] = vocab.Token(id)
	}
	w, err := store.Load(ctx, nil)
	if err != nil {
		return nil, err
	}
	return gguf.Model(store.Manifest().Name, config, tokens, vocab.Special, w, matrices)
}

// writeWhole writes a file under a temporary name and renames it when it is complete.
func writeWhole(name string, from io.WriterTo) (n int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".tmp*")
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		// not the temporary name, which means nothing to the user
		return 0, fileError{&fs.PathError{Op: "create", Path: name, Err: failed.Err}}
	}
	if err != nil {
		return 0, err
	}
	defer os.Remove(f.Name()) // it is gone once renamed
	n, err = from.WriteTo(f)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return n, err
	}
	return n, os.Rename(f.Name(), name)
}
