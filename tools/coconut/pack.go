package main

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/train"
)

// newPack is `coconut pack`.
func newPack() *cobra.Command {
	var run, out string
	var best bool
	cmd := &cobra.Command{
		Use:     "pack",
		Short:   "Turn a training run's checkpoint into an int8 model folder",
		Example: "  coconut pack --run runs/prosqa-coconut --out weights/models/prosqa-coconut",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return pack(cmd.OutOrStdout(), run, out, best) },
	}
	cmd.Flags().StringVar(&run, "run", "", "folder of the training run")
	cmd.Flags().StringVar(&out, "out", "", "folder of the model")
	cmd.Flags().BoolVar(&best, "best", false, "the checkpoint with the best answers in training instead of the last one")
	cobra.CheckErr(cmd.MarkFlagRequired("run"))
	cobra.CheckErr(cmd.MarkFlagRequired("out"))
	return cmd
}

// pack exports a run and prints what the quantization lost.
func pack(w io.Writer, run, out string, best bool) error {
	manifest, lost, err := train.Export(run, out, best)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(lost)) {
		fmt.Fprintf(w, "%-28s rmse %.6f  max %.5f  snr %.1f dB\n", name, lost[name].RMSE, lost[name].Max, lost[name].SNRdB)
	}
	fmt.Fprintf(w, "%s: %d bytes to download\n", out, manifest.Bytes())
	return nil
}
