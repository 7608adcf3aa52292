package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/internal/wholefile"
	"github.com/coconut-page/coconut/runtime"
)

// newResults is `coconut results`.
func newResults() *cobra.Command {
	var raw, models, out string
	cmd := &cobra.Command{
		Use:   "results",
		Short: "Write docs/results.md from the raw result files",
		Long: "Write docs/results.md, and the card of every model, from what `coconut eval --json`, `coconut stats --json` " +
			"and `coconut analyze`\n" +
			"have written to the folder of raw results. `make results` runs all of these first.",
		Example: "  coconut results --raw docs/results --out docs/results.md",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			r, err := readResults(cmd.Context(), raw, models)
			if err != nil {
				return err
			}
			rel, err := filepath.Rel(filepath.Dir(out), raw)
			if err != nil {
				return err
			}
			for _, model := range sortedKeys(r.cards) {
				if !r.cards[model].shipped {
					continue
				}
				if err := writeTemplate(filepath.Join(models, model, "README.md"), "card.md.tmpl", r.card(model)); err != nil {
					return err
				}
			}
			return writeTemplate(out, "results.md.tmpl", r.page(filepath.ToSlash(rel)))
		},
	}
	cmd.Flags().StringVar(&raw, "raw", "docs/results", "folder of the raw results")
	cmd.Flags().StringVar(&models, "models", "weights/models", "folder of the models, for their training times")
	cmd.Flags().StringVar(&out, "out", "docs/results.md", "file to write")
	return cmd
}

//go:embed results/*.tmpl
var resultsTemplates embed.FS

// replaceFile writes a file under a temporary name first, so that it is never left half-written.
func replaceFile(path string, data []byte) error {
	_, err := wholefile.Write(path, func(to io.Writer) error {
		_, err := to.Write(data)
		return err
	})
	return plainError(err)
}

// writeTemplate fills in a template and writes the file atomically.
func writeTemplate(path, name string, data any) error {
	templates, err := template.ParseFS(resultsTemplates, "results/*.tmpl")
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return replaceFile(path, b.Bytes())
}

// published is a row of the paper's table 1 for a task: accuracy in percent, tokens.
type published struct {
	Accuracy string  `json:"accuracy"`
	Tokens   float64 `json:"tokens"`
}

//go:embed results/paper.json
var paperJSON []byte

// paper is Hao et al. (2024), table 1, by task and method.
var paper = func() map[string]map[string]published {
	var table map[string]map[string]published
	cobra.CheckErr(json.Unmarshal(paperJSON, &table))
	return table
}()

// methodOrder is the order of the paper's table.
var methodOrder = []string{runtime.MethodCoT, runtime.MethodSearch, runtime.MethodNoCoT, runtime.MethodICoT,
	runtime.MethodPause, runtime.MethodCoconut,
	runtime.MethodNoCurriculum, runtime.MethodNoThought, runtime.MethodPauseAsThought}
