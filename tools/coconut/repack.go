package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// newRepack is `coconut repack`.
func newRepack() *cobra.Command {
	var compression string
	cmd := &cobra.Command{
		Use:               "repack MODEL…",
		Short:             "Cut and compress models again, as they would be today; the weights stay the same, bit for bit",
		Example:           "  coconut repack weights/models/*/",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			kind, err := compressionNamed(compression)
			if err != nil {
				return err
			}
			for _, name := range args {
				dir, err := modelFolder(name)
				if err != nil {
					return err
				}
				before, after, err := weights.Repack(cmd.Context(), dir, kind)
				if err != nil {
					return fmt.Errorf("%s: %w", dir, err)
				}
				fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes, %d before\n", dir, after, before)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&compression, "compression", "gzip",
		"of the chunks: gzip or none, which every program reads, or zstd, which the page does not")
	return cmd
}

// packed is one line of `coconut compression`: a model in a number format, and its chunks in each compression.
type packed struct {
	Model  string       `json:"model"`
	Format quant.Format `json:"format"`
	Raw    int64        `json:"raw"`
	Zstd   int64        `json:"zstd"`
	Gzip   int64        `json:"gzip"`
}

// newCompression is `coconut compression`.
func newCompression() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:               "compression MODEL…",
		Short:             "Measure the compressed sizes of models, as int8 and int4, with zstd and gzip",
		Example:           "  coconut compression prosqa-coconut prontoqa-coconut",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			var all []packed
			for _, name := range args {
				for _, format := range []quant.Format{quant.FormatInt8, quant.FormatInt4} {
					p, err := compress(cmd.Context(), name, format)
					if err != nil {
						return err
					}
					all = append(all, p)
				}
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(all)
			}
			printPacked(cmd.OutOrStdout(), all)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print a JSON list")
	return cmd
}

// compress writes a model in a number format to a scratch folder, once for each compression.
func compress(ctx context.Context, model string, format quant.Format) (packed, error) {
	out := packed{Model: model, Format: format}
	formats := quant.DefaultFormats
	formats.Matrices = format
	for name, size := range map[string]*int64{"zstd": &out.Zstd, "gzip": &out.Gzip} {
		dir, err := os.MkdirTemp("", "coconut-*")
		if err != nil {
			return out, err
		}
		defer os.RemoveAll(dir)
		if _, err := quantizeModel(ctx, model, dir, formats, name); err != nil {
			return out, err
		}
		store, err := weights.Open(ctx, weights.Dir(dir))
		if err != nil {
			return out, err
		}
		out.Raw = 0
		for _, c := range store.Manifest().Chunks {
			*size += c.Size
			out.Raw += c.RawSize
		}
	}
	return out, nil
}

// printPacked prints the lines as a table in Markdown.
func printPacked(w io.Writer, all []packed) {
	fmt.Fprintln(w, "| model | matrices | raw | zstd | gzip |\n| --- | --- | --- | --- | --- |")
	for _, p := range all {
		percent := func(n int64) string { return fmt.Sprintf("%d (%.1f %%)", n, 100*float64(n)/float64(p.Raw)) }
		fmt.Fprintf(w, "| %s | %s | %d | %s | %s |\n", p.Model, p.Format, p.Raw, percent(p.Zstd), percent(p.Gzip))
	}
}
