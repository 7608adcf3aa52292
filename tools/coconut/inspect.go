package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/weights"
)

// newInspect is `coconut inspect`.
func newInspect() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "inspect DIR|URL",
		Short: "List the parts of a model: config, files, tensors, chunks",
		Example: "  coconut inspect weights/models/prosqa-coconut\n  coconut inspect " +
			"weights/models/prosqa-coconut --json | jq .tensors",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeModels,
		RunE: func(cmd *cobra.Command, args []string) error {
			store, err := openModel(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(store.Manifest())
			}
			return inspect(cmd.OutOrStdout(), store.Manifest())
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the manifest")
	return cmd
}

// inspect prints a manifest for people.
func inspect(w io.Writer, m *weights.Manifest) error {
	fmt.Fprintf(w, "%s, %s version %d\nlicense %s\nconfig %s\n\n", m.Name, m.Format, m.Version,
		cmp.Or(m.License, "not stated"), m.Config)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TENSOR\tTYPE\tSHAPE\tBYTES\tCHUNKS")
	for _, t := range m.Tensors {
		first, last := chunksOf(m, t)
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\n", t.Name, t.DType, strings.Trim(fmt.Sprint(t.Shape), "[]"), t.Length,
			span(first, last))
	}
	fmt.Fprintln(table, "\nFILE\tBYTES")
	for _, f := range m.Files {
		fmt.Fprintf(table, "%s\t%d\n", f.Path(), f.Size)
	}
	fmt.Fprintln(table, "\nCHUNK\tSTORED\tRAW\tRATIO\tPATH")
	for i, c := range m.Chunks {
		fmt.Fprintf(table, "%d\t%d\t%d\t%.3f\t%s\n", i, c.Size, c.RawSize, float64(c.Size)/float64(c.RawSize), c.Path())
	}
	return table.Flush()
}

// chunksOf returns the numbers of the first and the last chunk that hold a tensor.
func chunksOf(m *weights.Manifest, t weights.TensorInfo) (first, last int) {
	var end int64
	first = -1
	for i, c := range m.Chunks {
		begin := end
		end += c.RawSize
		if t.Offset < end && t.Offset+t.Length > begin {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	return first, last
}

func span(first, last int) string {
	if first == last {
		return fmt.Sprint(first)
	}
	return fmt.Sprintf("%d–%d", first, last)
}
