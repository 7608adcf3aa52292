package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/coconut-page/coconut/weights"
)

// verified is what `coconut verify --json` prints.
type verified struct {
	weights.Check
	Model    string   `json:"model"`
	OK       bool     `json:"ok"`
	Problems []string `json:"problems,omitempty"`
	// MBPerSecond is the speed of reading, hashing and decompressing, in raw megabytes.
	MBPerSecond float64 `json:"mb_per_second"`
}

// newVerify is `coconut verify`.
func newVerify() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "verify DIR|URL",
		Short:   "Check every byte of a model against its manifest",
		Example: "  coconut verify weights/models/prosqa-coconut\n  coconut verify https://example.org/models/prosqa-coconut --json",
		Args:    cobra.ExactArgs(1),
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
			if !v.OK {
				return fmt.Errorf("%s: %d of %d files are not what the manifest says", args[0], len(v.Problems), v.Files)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// openModel opens the manifest of a folder or an address, past all caches of ours.
func openModel(ctx context.Context, where string) (*weights.Store, error) {
	if strings.HasPrefix(where, "http://") || strings.HasPrefix(where, "https://") {
		return weights.Open(ctx, weights.Retry(weights.HTTP(where)))
	}
	return weights.Open(ctx, weights.Dir(where))
}

func verify(ctx context.Context, where string, progress io.Writer) (*verified, error) {
	store, err := openModel(ctx, where)
	if err != nil {
		return nil, err
	}
	bar := progressbar.NewOptions64(store.Manifest().Bytes(), progressbar.OptionSetWriter(progress), progressbar.OptionShowBytes(true),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(term.IsTerminal(int(os.Stderr.Fd()))))
	began := time.Now()
	c, err := store.Check(ctx, func(done, _ int64) { _ = bar.Set64(done) }) // a bar that cannot be drawn is no reason to stop
	if err != nil {
		return nil, err
	}
	v := &verified{Check: *c, Model: store.Manifest().Name, OK: len(c.Problems) == 0, MBPerSecond: float64(c.Raw) / 1e6 / time.Since(began).Seconds()}
	for _, p := range c.Problems {
		v.Problems = append(v.Problems, p.Error())
	}
	return v, nil
}

func (v *verified) print(w io.Writer) {
	for _, p := range v.Problems {
		fmt.Fprintln(w, p)
	}
	if v.OK {
		fmt.Fprintf(w, "%s is whole: %d files, %d bytes, %d of tensors (%.2f of their size), %.0f MB/s\n",
			v.Model, v.Files, v.Stored, v.Raw, float64(v.Stored)/float64(v.Raw), v.MBPerSecond)
	}
}
