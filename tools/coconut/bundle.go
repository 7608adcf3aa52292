package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// newBundle is `coconut bundle`.
func newBundle() *cobra.Command {
	var dir, root, model, out string
	cmd := &cobra.Command{
		Use:   "bundle",
		Short: "Write the page, the program and a model as one HTML file that opens without a server",
		Example: "  make site && coconut bundle -o page.html\n  coconut bundle --site dist --model prosqa-coconut -o " +
			"page.html",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := os.Stat(filepath.Join(dir, "index.html")); err != nil {
				return &noSiteError{dir, err}
			}
			if err := (target{path: out, kind: "page of coconut bundle", wrote: isBundle}).check(); err != nil {
				return err
			}
			page, err := site.Bundle(dir, root, model)
			if err != nil {
				return err
			}
			if err := replaceFile(out, page); err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "%s: %d bytes\n", out, len(page))
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&dir, "site", "dist", "folder of the built site (make site)")
	flags.StringVar(&root, "root", ".", "folder of the repository")
	flags.StringVar(&model, "model", defaultModel, "name of a model in the site")
	flags.StringVarP(&out, "out", "o", "page.html", "file to write")
	return cmd
}
