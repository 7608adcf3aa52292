package main

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/train"
)

// newPack is `coconut pack`.
func newPack() *cobra.Command {
	var run, out string
	var best bool
	formats := quant.DefaultFormats
	cmd := &cobra.Command{
		Use:     "pack",
		Short:   "Turn a training run's checkpoint into a model folder",
		Example: "  coconut pack --run runs/prosqa-coconut --out weights/models/prosqa-coconut",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := keepsInt4(cmd, formats); err != nil {
				return err
			}
			return pack(cmd.OutOrStdout(), run, out, best, formats)
		},
	}
	cmd.Flags().StringVar(&run, "run", "", "folder of the training run")
	cmd.Flags().StringVar(&out, "out", "", "folder of the model")
	cmd.Flags().
		BoolVar(&best, "best", false, "use the checkpoint with the best answers in training instead of the last one")
	formatFlags(cmd, &formats)
	cobra.CheckErr(cmd.MarkFlagRequired("run"))
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// pack exports a run and prints the quantization error.
func pack(w io.Writer, run, out string, best bool, formats quant.Formats) error {
	manifest, lost, err := train.Export(run, out, best, formats)
	if err != nil {
		return err
	}
	printLosses(w, lost)
	fmt.Fprintf(w, "%s: %d bytes to download\n", out, manifest.Bytes())
	return nil
}
