package main

import (
	"context"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/train"
)

// newPack is `coconut pack`.
func newPack() *cobra.Command {
	var run, out string
	o := train.ExportOptions{Formats: quant.DefaultFormats}
	cmd := &cobra.Command{
		Use:     "pack",
		Short:   "Turn a training run's checkpoint into a model folder",
		Example: "  coconut pack --run runs/prosqa-coconut --out weights/models/prosqa-coconut",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := keepsInt4(cmd, o.Formats); err != nil {
				return err
			}
			if err := checkModelOut(out); err != nil {
				return err
			}
			return pack(cmd.Context(), cmd.OutOrStdout(), run, out, o)
		},
	}
	cmd.Flags().StringVar(&run, "run", "", "folder of the training run")
	cmd.Flags().StringVar(&out, "out", "", "folder of the model")
	cmd.Flags().
		BoolVar(&o.Best, "best", false, "use the checkpoint with the best answers in training instead of the last one")
	cmd.Flags().StringVar(&o.Init, "init", "",
		"folder of the language model that the run started from, if it is no longer where it was")
	formatFlags(cmd, &o.Formats)
	cobra.CheckErr(cmd.MarkFlagRequired("run"))
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// pack exports a run and prints the quantization error.
func pack(ctx context.Context, w io.Writer, run, out string, o train.ExportOptions) error {
	manifest, lost, err := train.Export(ctx, run, out, o)
	if err != nil {
		return err
	}
	printLosses(w, lost)
	fmt.Fprintf(w, "%s: %d bytes to download\n", out, manifest.Bytes())
	return nil
}
