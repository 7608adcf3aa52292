package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/hub"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
	"github.com/coconut-page/coconut/weights"
)

// importation is the output of `coconut import --json`.
type importation struct {
	Model      string         `json:"model"`
	Config     runtime.Config `json:"config"`
	Parameters int64          `json:"parameters"`
	Bytes      int64          `json:"bytes"`
	License    string         `json:"license,omitempty"`
	// Format and Embeddings are the number formats.
	Format     quant.Format `json:"format"`
	Embeddings quant.Format `json:"embeddings"`
	// Exact is how many of Matrices have exactly the source's numbers, RelativeError the root of the mean squared error
	// of all values over that of the values themselves.
	Exact         int     `json:"exact_matrices"`
	Matrices      int     `json:"matrices"`
	RelativeError float64 `json:"relative_error"`
	// Latent is the kind of latent reasoner that the source is, if it is one; Notes say what was dropped, merged or
	// guessed.
	Latent string   `json:"latent,omitempty"`
	Notes  []string `json:"notes,omitempty"`
	worst
}

// newImport is `coconut import`.
func newImport() *cobra.Command {
	var asJSON bool
	o := importOptions{formats: quant.DefaultFormats}
	cmd := &cobra.Command{
		Use:   "import SOURCE",
		Short: "Turn a GPT-2, Llama or Qwen model into a model folder",
		Long: `Turn a GPT-2, Llama or Qwen model into a model folder. SOURCE is one of:

  - a .gguf file
  - a folder in Hugging Face's layout: config.json, tokenizer.json, and model.safetensors or pytorch_model.bin or their shards
  - a .safetensors file, or a file that torch.save(model.state_dict(), FILE) wrote, with config.json beside it or in --config
  - hf:OWNER/NAME, a model on huggingface.co; @REVISION after it names a branch, tag or commit, and /FILE one file of several

Latent reasoners are recognised by their tensors, or by --latent: Coconut's checkpoint_N, CODI, SIM-CoT and LatentTTS. They take
the config.json and tokenizer.json of the model that they were trained from (--config, --tokenizer); what is dropped, merged or
guessed is printed.

A model on the hub is fetched into the cache that it shares with Python's huggingface_hub, and what is there already is not
fetched again. HF_TOKEN is the token for models that need one, HF_ENDPOINT another hub, HF_HUB_CACHE or HF_HOME another cache,
and HF_HUB_OFFLINE=1 forbids to ask the hub.`,
		Example: "  coconut import SmolLM2-135M-Instruct.Q4_1.gguf --out models/smollm2 --format int8\n" +
			"  coconut import hf:HuggingFaceTB/SmolLM2-135M-Instruct --out models/smollm2\n" +
			"  coconut import checkpoint_33 --config gpt2/config.json --tokenizer gpt2/tokenizer.json --out models/mine\n" +
			"  coconut import checkpoint_33 --latent coconut --thoughts 6 --config gpt2/config.json " +
			"--tokenizer gpt2/tokenizer.json --out models/coconut",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := keepsInt4(cmd, o.formats); err != nil {
				return err
			}
			if err := o.latent.effects(cmd); err != nil {
				return err
			}
			o.source, o.progress = args[0], cmd.ErrOrStderr()
			i, err := importModel(cmd.Context(), o)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(i)
			}
			i.print(cmd.OutOrStdout(), o.out)
			return nil
		},
	}
	cmd.Flags().StringVar(&o.out, "out", "", "folder of the model")
	cmd.Flags().StringVar(&o.config, "config", "", "config.json to use instead of the one beside the weights, if any")
	cmd.Flags().StringVar(&o.tokenizer, "tokenizer", "", "tokenizer.json to use instead of the source's own, or none")
	latentVars(cmd, &o)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	formatFlags(cmd, &o.formats)
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// importOptions are the options of `coconut import`.
type importOptions struct {
	source, out       string
	config, tokenizer string // names of files, or "" for the source's own; tokenizer may be none
	latent            latentOptions
	formats           quant.Formats
	progress          io.Writer
}

// importModel converts the source, with progress for people.
func importModel(ctx context.Context, o importOptions) (*importation, error) {
	if err := checkModelOut(o.out); err != nil {
		return nil, err
	}
	files, err := tokenizerFiles(o.tokenizer)
	if err != nil {
		return nil, err
	}
	path, err := o.localSource(ctx)
	if err != nil {
		return nil, err
	}
	checkpoint, kind, notes, err := o.open(path)
	if err != nil {
		return nil, hubHint(o.source, err)
	}
	defer checkpoint.Close()
	if kind != "" {
		files = nil // they are made from the tokenizer
	} else if err := keepEnds(files, checkpoint); err != nil {
		return nil, err
	}
	if err := matchesSome(o.formats.Keep, checkpoint.Config().Tensors()); err != nil {
		return nil, err
	}
	config, chosen := formats.Choose(checkpoint.Config(), o.formats)
	i := &importation{Model: filepath.Base(filepath.Clean(o.out)), Config: config, Format: chosen.Matrices,
		Embeddings: chosen.Embeddings, Latent: kind, Notes: notes}
	shown := newPercentage(o.progress, o.source)
	imported, err := formats.Import(ctx, checkpoint, o.out, formats.Options{
		Name: i.Model, Formats: o.formats, Files: files, Progress: func(done, total int64) {
			i.Parameters = total
			shown.show(done, total)
		},
	})
	shown.end()
	if err != nil {
		return nil, err
	}
	i.Bytes, i.License = imported.Manifest.Bytes(), imported.Manifest.License
	i.Exact, i.Matrices, i.RelativeError = imported.Exact, imported.Matrices, imported.RelativeError
	i.worst = worstOf(imported.Lost)
	return i, nil
}

// checkModelOut refuses an --out that a model should not be written to, before the work that leads to the model.
func checkModelOut(dir string) error {
	if dir == "" {
		return errNoOut
	}
	return modelOrNothing(dir)
}

// modelOrNothing refuses a folder that has something else in it than a model, whole or in part.
func modelOrNothing(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return plainError(err)
	}
	for _, e := range entries {
		switch e.Name() {
		case weights.ManifestName:
			return nil // its files may have neighbours, such as a README
		case "chunks", "files":
		default:
			return fmt.Errorf("--out %s is a folder with other files (%s); give a new one", dir, e.Name())
		}
	}
	return nil
}

// errNoOut: --out is empty.
var errNoOut = errors.New("--out is empty; want the folder of the model")

// hubHint adds what may have been meant to the error about a source that is not there.
func hubHint(source string, err error) error {
	if errors.Is(err, fs.ErrNotExist) && strings.Count(source, "/") == 1 && !strings.HasPrefix(source, ".") &&
		!strings.HasPrefix(source, hub.Scheme) {
		return fmt.Errorf("%w; a model on the hub is hf:%s", plainError(err), source)
	}
	return err
}

// matchesSome refuses patterns of --keep that no matrix's name matches: a misspelled one would cost quality unnoticed.
func matchesSome(patterns []string, specs []quant.Spec) error {
	for _, pattern := range patterns {
		found := slices.ContainsFunc(specs, func(s quant.Spec) bool {
			match, err := path.Match(pattern, s.Name)
			return match || err != nil // a malformed pattern is told of elsewhere
		})
		if !found {
			return fmt.Errorf("--keep %q matches no tensor; coconut inspect lists them", pattern)
		}
	}
	return nil
}

// tokenizerFiles are the files that --tokenizer names: nil for the source's own.
func tokenizerFiles(name string) (map[string][]byte, error) {
	switch name {
	case "":
		return nil, nil
	case "none":
		return map[string][]byte{}, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if _, err := bpe.Load(data); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return map[string][]byte{reasoner.TokenizerFile: data}, nil
}

// keepEnds adds the tokens that end a text by the source to the files of another tokenizer, if there are such: a model
// does not stop without them.
func keepEnds(files map[string][]byte, source formats.Checkpoint) error {
	s, says := source.(interface{ Generation() ([]byte, error) })
	if files == nil || !says {
		return nil
	}
	ends, err := s.Generation()
	if err == nil && ends != nil {
		files[tokenizer.GenerationFile] = ends
	}
	return err
}

func (i *importation) print(w io.Writer, out string) {
	fmt.Fprintf(w, "%s: %s, %d layers of %d, %d tokens, context %d, %.1f million parameters\n", out, i.Config.ModelType,
		i.Config.Layers, i.Config.Width, i.Config.VocabSize, i.Config.MaxPositions, float64(i.Parameters)/1e6)
	i.printLatent(w)
	fmt.Fprintf(w, "matrices as %s, embeddings as %s: %d bytes to download\n", i.Format, i.Embeddings, i.Bytes)
	if i.RelativeError == 0 {
		fmt.Fprintln(w, "every number is exactly the source's")
		return
	}
	fmt.Fprintf(w, "%d of %d matrices have exactly the source's numbers; relative error of all weights %.3g\n", i.Exact,
		i.Matrices, i.RelativeError)
	i.worst.print(w)
}
