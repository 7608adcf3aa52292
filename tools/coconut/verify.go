package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/weights"
)

// verified is the output of `coconut verify --json`.
type verified struct {
	weights.Check
	Model    string   `json:"model,omitempty"`
	OK       bool     `json:"ok"`
	Problems []string `json:"problems,omitempty"`
	// Ratio is the compressed size of the chunks over the size of the tensors, without the small files.
	Ratio float64 `json:"ratio,omitempty"`
	// MBPerSecond is the speed of reading, hashing and decompressing, in raw megabytes.
	MBPerSecond float64 `json:"mb_per_second"`
}

// newVerify is `coconut verify`.
func newVerify() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "verify DIR|URL",
		Short: "Check every byte of a model against its manifest",
		Example: "  coconut verify weights/models/prosqa-coconut\n  coconut verify " +
			"https://example.org/models/prosqa-coconut --json",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			v, err := verify(cmd.Context(), args[0], cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			if asJSON {
				if err := json.NewEncoder(cmd.OutOrStdout()).Encode(v); err != nil {
					return err
				}
			} else {
				v.print(cmd.OutOrStdout())
			}
			return v.failure(args[0])
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// verify checks a model. The result has all problems, including the manifest's; an error means that there is no model
// at all.
func verify(ctx context.Context, where string, progress io.Writer) (*verified, error) {
	store, err := openModel(ctx, where)
	if errors.Is(err, weights.ErrManifest) {
		return &verified{Problems: []string{fmt.Sprintf("%s: %v", weights.ManifestName, err)}}, nil
	}
	if err != nil {
		return nil, err
	}
	bar := newBar(store.Manifest().Bytes(), progress, progressbar.OptionShowBytes(true))
	began := time.Now()
	// a failure to draw the bar is no reason to stop
	c, err := store.Check(ctx, func(done, _ int64) { _ = bar.Set64(done) })
	if err != nil {
		return nil, err
	}
	v := &verified{Check: *c, Model: store.Manifest().Name, OK: len(c.Problems) == 0, Ratio: ratio(store.Manifest()),
		MBPerSecond: float64(c.Raw) / 1e6 / time.Since(began).Seconds()}
	for _, p := range c.Problems {
		v.Problems = append(v.Problems, p.Error())
	}
	return v, nil
}

// ratio returns the compressed size over the size of the tensors.
func ratio(m *weights.Manifest) float64 {
	var stored, raw int64
	for _, c := range m.Chunks {
		stored, raw = stored+c.Size, raw+c.RawSize
	}
	return float64(stored) / float64(raw) // a valid manifest has tensors, and so chunks
}

// failure returns the command's error, nil if there is no problem.
func (v *verified) failure(where string) error {
	switch {
	case v.OK:
		return nil
	case v.Files == 0:
		return fmt.Errorf("%s: the manifest cannot be used, so nothing else was checked", where)
	}
	return fmt.Errorf("%s: %d of %d files do not match the manifest", where, len(v.Problems), v.Files)
}

func (v *verified) print(w io.Writer) {
	for _, p := range v.Problems {
		fmt.Fprintln(w, p)
	}
	if v.OK {
		fmt.Fprintf(w, "%s is whole: %d files, %d bytes; %d bytes of tensors, compressed to %.3f of that; %.0f MB/s\n",
			v.Model, v.Files, v.Stored, v.Raw, v.Ratio, v.MBPerSecond)
	}
}
