package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// quantization is the output of `coconut quantize --json`.
type quantization struct {
	Model      string       `json:"model"`
	Matrices   quant.Format `json:"matrices"`
	Embeddings quant.Format `json:"embeddings"`
	// Before and After are the download sizes, in bytes.
	Before int64 `json:"bytes_before"`
	After  int64 `json:"bytes_after"`
	// Losses are by tensor, relative to the original model.
	Losses map[string]loss `json:"losses"`
	// AccuracyBefore and AccuracyAfter are exact matches on the data file, 0 to 1; only with --data.
	AccuracyBefore *float64 `json:"accuracy_before,omitempty"`
	AccuracyAfter  *float64 `json:"accuracy_after,omitempty"`
	N              int      `json:"n,omitempty"`

	lost map[string]quant.Error // the losses as measured
}

// loss is a quant.Error as JSON; a tensor without any error has no SNR.
type loss struct {
	RMSE  float64  `json:"rmse"`
	Max   float64  `json:"max"`
	SNRdB *float64 `json:"snr_db,omitempty"`
}

// newQuantize is `coconut quantize`.
func newQuantize() *cobra.Command {
	var out, data, compression string
	var asJSON bool
	formats := quant.DefaultFormats
	cmd := &cobra.Command{
		Use:   "quantize MODEL",
		Short: "Store a model in another number format, and report the loss",
		Example: "  coconut pack --run runs/prosqa-coconut --format float32 --embeddings float32 --out models/float\n" +
			"  coconut quantize models/float --format int4 --out models/int4 --data prosqa_valid.json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := keepsInt4(cmd, formats); err != nil {
				return err
			}
			q, err := quantizeModel(cmd.Context(), args[0], out, formats, compression)
			if err != nil {
				return err
			}
			if data != "" {
				if err := q.measure(cmd.Context(), args[0], out, data, cmd.ErrOrStderr()); err != nil {
					return err
				}
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(q)
			}
			q.print(cmd.OutOrStdout())
			return nil
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "folder of the new model")
	cmd.Flags().
		StringVar(&data, "data", "", "data file in the official JSON format to measure the accuracy on, before and after")
	cmd.Flags().StringVar(&compression, "compression", "gzip",
		"compression of the chunks: gzip or none, which every program reads, or zstd, which the page does not")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	formatFlags(cmd, &formats)
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// formatFlags adds the flags that choose number formats.
func formatFlags(cmd *cobra.Command, f *quant.Formats) {
	cmd.Flags().StringVar((*string)(&f.Matrices), "format", string(f.Matrices),
		"format of the layers' matrices: "+quant.FormatNames())
	cmd.Flags().StringVar((*string)(&f.Embeddings), "embeddings", string(f.Embeddings),
		"format of the embeddings, which include the head")
	cmd.Flags().StringSliceVar(&f.Keep, "keep", nil,
		"tensors that keep eight bits where the others have four, for instance 'h.0.attn.*'")
}

// keepsInt4 rejects --keep where nothing gets four bits.
func keepsInt4(cmd *cobra.Command, f quant.Formats) error {
	if f.Matrices.FourBits() {
		return nil
	}
	return withoutEffect(cmd, "without --format int4", "keep")
}

// refuseSource refuses to write a model over the one that it is made from.
func refuseSource(model, out string) error {
	if isAddress(model) {
		return nil
	}
	dir, err := modelFolder(model)
	if err != nil {
		return err
	}
	source, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if target, err := os.Stat(out); err == nil && os.SameFile(source, target) {
		return fmt.Errorf("--out is the model itself, %s; what it has now would be lost, so give another folder", dir)
	}
	return nil
}

// quantizeModel writes the model with its matrices in other formats.
func quantizeModel(ctx context.Context, model, out string, chosen quant.Formats,
	compression string) (*quantization, error) {
	kind, err := compressionNamed(compression)
	if err != nil {
		return nil, err
	}
	if err := refuseSource(model, out); err != nil {
		return nil, err
	}
	store, err := openModel(ctx, model)
	if err != nil {
		return nil, err
	}
	m := store.Manifest()
	p := weights.Package{Name: m.Name, Config: m.Config, License: m.License, Compression: kind, Files: map[string][]byte{}}
	for _, f := range m.Files {
		if p.Files[f.Name], err = store.File(ctx, f.Name); err != nil {
			return nil, err
		}
	}
	config, err := runtime.ParseConfig(m.Config)
	if err != nil {
		return nil, err
	}
	if err := matchesSome(chosen.Keep, config.Tensors()); err != nil {
		return nil, err
	}
	before := config.KVCache
	if config, chosen = formats.Choose(config, chosen); config.KVCache != before {
		if p.Config, err = withCache(m.Config, config.KVCache); err != nil {
			return nil, err
		}
	}
	w, err := store.Load(ctx, nil)
	if err != nil {
		return nil, err
	}
	var lost map[string]quant.Error
	if p.Tensors, lost, err = chosen.Model(config.Tensors(), cancellable{ctx, w}); err != nil {
		return nil, err
	}
	written, err := weights.Write(out, p)
	if err != nil {
		return nil, err
	}
	if _, err := weights.Prune(out); err != nil {
		return nil, err
	}
	q := &quantization{Model: m.Name, Matrices: chosen.Matrices, Embeddings: chosen.Embeddings, Before: m.Bytes(),
		After: written.Bytes(), Losses: map[string]loss{}, lost: lost}
	for name, e := range lost {
		l := loss{RMSE: e.RMSE, Max: e.Max}
		if e.RMSE > 0 {
			l.SNRdB = &e.SNRdB
		}
		q.Losses[name] = l
	}
	return q, nil
}

// withCache returns a config whose kv_cache is changed, and nothing else: it may have keys of other programs.
func withCache(config json.RawMessage, cache string) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(config, &fields); err != nil {
		return nil, err
	}
	delete(fields, "kv_cache")
	if cache != "" {
		fields["kv_cache"] = json.RawMessage(strconv.Quote(cache))
	}
	return json.Marshal(fields)
}

// cancellable is a source that ends with the context.
type cancellable struct {
	ctx context.Context
	quant.Source
}

// Tensor implements quant.Source.
func (c cancellable) Tensor(name string) (weights.Tensor, error) {
	if err := context.Cause(c.ctx); err != nil {
		return weights.Tensor{}, err
	}
	return c.Source.Tensor(name)
}

// compressionNamed finds a compression of chunks.
func compressionNamed(name string) (weights.Compression, error) {
	kinds := map[string]weights.Compression{"zstd": weights.Zstd, "gzip": weights.Gzip, "none": weights.Stored}
	kind, ok := kinds[name]
	if !ok {
		return "", fmt.Errorf("compression %q, want gzip, zstd or none", name)
	}
	return kind, nil
}

// measure evaluates the model before and after.
func (q *quantization) measure(ctx context.Context, before, after, data string, progress io.Writer) error {
	var share [2]float64
	for i, model := range []string{before, after} {
		r, err := loadModel(ctx, model)
		if err != nil {
			return err
		}
		file, err := readDataFile(r.Info().Task, data, 0)
		if err != nil {
			return err
		}
		s := &subject{}
		s.useReasoner(r, &evalOptions{})
		m := measurement{subject: s, file: file, depths: []int{r.Info().Thoughts}, progress: progress}
		answers, err := m.run(ctx)
		if err != nil {
			return err
		}
		share[i], q.N = accuracy.SumUp(answers[0], file.steps).Accuracy, len(file.items)
	}
	q.AccuracyBefore, q.AccuracyAfter = &share[0], &share[1]
	return nil
}

// print prints the losses, sizes and accuracies for people.
func (q *quantization) print(w io.Writer) {
	printLosses(w, q.lost)
	fmt.Fprintf(w, "%s as %s, embeddings %s: %d bytes to download, %d before (%.0f %%)\n", q.Model, q.Matrices,
		q.Embeddings, q.After, q.Before,
		100*float64(q.After)/float64(q.Before))
	if q.AccuracyAfter != nil {
		fmt.Fprintf(w, "accuracy on %d questions: %.1f %%, %.1f %% before\n", q.N, 100**q.AccuracyAfter,
			100**q.AccuracyBefore)
	}
}

// printLosses prints each tensor's loss.
func printLosses(w io.Writer, lost map[string]quant.Error) {
	for _, name := range slices.Sorted(maps.Keys(lost)) {
		fmt.Fprintf(w, "%-28s rmse %.6f  max %.5f  snr %.1f dB\n", name, lost[name].RMSE, lost[name].Max, lost[name].SNRdB)
	}
}
