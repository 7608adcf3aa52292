package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coconut-page/coconut/formats"
)

// exportation is the output of `coconut export --json`.
type exportation struct {
	Out        string `json:"out"`
	Format     string `json:"format"`
	Type       string `json:"type"`
	Embeddings string `json:"embeddings"`
	Tensors    int    `json:"tensors"`
	Parameters int64  `json:"parameters"`
	Bytes      int64  `json:"bytes"`
	worst
	// Notes say what of the model the format cannot hold.
	Notes []string `json:"notes,omitempty"`
}

// newExport is `coconut export`.
func newExport() *cobra.Command {
	var o formats.ExportOptions
	var out string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "export MODEL",
		Short: "Write a model in another program's file format",
		Long: `Write a model in another program's file format: gguf is llama.cpp's file, safetensors a folder that Hugging Face's
transformers opens. Both hold GPT-2 with learned positions, Llama, Qwen2 and Qwen3. The type f32 loses nothing; another
one holds exactly what it can, and the command names the matrix that lost the most. A model in a coarse format is
written as what it has become; import it with --format float32 to write what it was.

No model that is shipped can be written: all are GPT-2 with rotary positions, which no other program has.
train/recipes/prosqa-coconut-paper.json trains one that can. Its vocabulary is of whole words, and llama.cpp cannot cut
text into those: give it the prompt as token ids, which are the places in tokenizer.json. What it generates it shows as
words, and it stops at <eos>.`,
		Example: "  coconut export models/smollm2 --to gguf --type f16 --out smollm2.gguf\n" +
			"  coconut export models/smollm2 --to safetensors --out smollm2-hf",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			e, err := exportModel(cmd.Context(), args[0], out, o, cmd.ErrOrStderr())
			if err != nil {
				return plainError(err)
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(e)
			}
			e.print(cmd.OutOrStdout())
			return nil
		},
	}
	cmd.Flags().StringVar(&o.Format, "to", "gguf", "file format: "+strings.Join(formats.ExportFormats(), " or "))
	cmd.Flags().StringVar(&o.Type, "type", "f32", "type of the matrices: "+exportTypes())
	cmd.Flags().StringVar(&o.Embeddings, "embeddings", "",
		"type of the embeddings, which include the head; only for gguf, by default that of the matrices")
	cmd.Flags().StringVar(&out, "out", "", "file, or folder for safetensors, to write")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.Flags().SetNormalizeFunc(func(_ *pflag.FlagSet, name string) pflag.NormalizedName {
		if name == "format" { // the option's earlier name
			name = "to"
		}
		return pflag.NormalizedName(name)
	})
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// exportTypes lists the types of each format.
func exportTypes() string {
	var all []string
	for _, format := range formats.ExportFormats() {
		all = append(all, strings.Join(formats.ExportTypes(format), ", ")+" for "+format)
	}
	return strings.Join(all, "; ")
}

// exportModel writes a model, with progress for people.
func exportModel(
	ctx context.Context, model, out string, o formats.ExportOptions, progress io.Writer,
) (*exportation, error) {
	if out == "" {
		return nil, errNoExport
	}
	if o.Format == "gguf" { // the other formats are folders, which are not replaced
		if err := (target{path: out, kind: "GGUF file", wrote: isGGUF, model: model}).check(); err != nil {
			return nil, err
		}
	}
	store, err := openModel(ctx, model)
	if err != nil {
		return nil, err
	}
	source, err := formats.Model(ctx, store)
	if err != nil {
		return nil, err
	}
	defer source.Close()
	e := &exportation{Out: out}
	shown := newPercentage(progress, out)
	o.Name, o.Progress = store.Manifest().Name, func(done, total int64) {
		e.Parameters = total
		shown.show(done, total)
	}
	written, err := formats.Export(ctx, source, out, o)
	shown.end()
	if err != nil {
		return nil, err
	}
	e.Format, e.Type, e.Embeddings = written.Format, written.Type, written.Embeddings
	e.Tensors, e.Bytes, e.Notes = written.Tensors, written.Bytes, written.Notes
	e.worst = worstOf(written.Lost)
	return e, nil
}

// errNoExport: --out is empty.
var errNoExport = errors.New("--out is empty; want the file or folder to write")

func (e *exportation) print(w io.Writer) {
	fmt.Fprintf(w, "%s: %s, %s, %d tensors, %d bytes\n", e.Out, e.Format, e.Type, e.Tensors, e.Bytes)
	e.worst.print(w)
	for _, note := range e.Notes {
		fmt.Fprintln(w, note)
	}
}
