package main

import (
	"bytes"
	"embed"
	"fmt"
	"path/filepath"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/runtime"
)

// newResults is `coconut results`.
func newResults() *cobra.Command {
	var raw, models, out string
	cmd := &cobra.Command{
		Use:   "results",
		Short: "Write docs/results.md from the raw result files",
		Long: "Write docs/results.md, and the card of every model, from what `coconut eval --json`, `coconut stats --json` and `coconut analyze`\n" +
			"have put into the folder of raw results. `make results` runs all of these first.",
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

// replaceFile writes a file under a temporary name first, so that no half of it can be left.
func replaceFile(path string, data []byte) error {
	_, err := writeWhole(path, bytes.NewReader(data))
	return err
}

// writeTemplate fills in a template and writes the file whole.
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
	accuracy string
	tokens   float64
}

// paper is Hao et al. (2024), table 1.
var paper = map[string]map[string]published{
	"prosqa": {
		runtime.MethodCoT: {"77.5 ± 1.9", 49.4}, runtime.MethodNoCoT: {"76.7 ± 1.0", 8.2}, runtime.MethodICoT: {"98.2 ± 0.3", 8.2},
		runtime.MethodPause: {"75.9 ± 0.7", 8.2}, runtime.MethodCoconut: {"97.0 ± 0.3", 14.2}, runtime.MethodNoCurriculum: {"76.1 ± 0.2", 14.2},
		runtime.MethodNoThought: {"95.5 ± 1.1", 8.2}, runtime.MethodPauseAsThought: {"96.6 ± 0.8", 8.2},
	},
	"prontoqa": {
		runtime.MethodCoT: {"98.8 ± 0.8", 92.5}, runtime.MethodNoCoT: {"93.8 ± 0.7", 3.0}, runtime.MethodICoT: {"99.8 ± 0.3", 3.0},
		runtime.MethodPause: {"77.7 ± 21.0", 3.0}, runtime.MethodCoconut: {"99.8 ± 0.2", 9.0}, runtime.MethodNoCurriculum: {"52.4 ± 0.4", 9.0},
		runtime.MethodNoThought: {"99.9 ± 0.1", 3.0}, runtime.MethodPauseAsThought: {"100.0 ± 0.1", 3.0},
	},
}

// methodOrder is that of the paper's table.
var methodOrder = []string{runtime.MethodCoT, runtime.MethodNoCoT, runtime.MethodICoT, runtime.MethodPause, runtime.MethodCoconut,
	runtime.MethodNoCurriculum, runtime.MethodNoThought, runtime.MethodPauseAsThought}
