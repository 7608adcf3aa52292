package site

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/andybalholm/brotli"
)

// Report lists the files of a site with their sizes in bytes.
type Report struct {
	Files []Size `json:"files"`
	// Page sums up the files that every visitor gets, with the largest of the program's builds; Models sums up all files
	// below models/.
	Page Size `json:"page"`
	// Text is the largest build of the program for language models, which only those get who choose such a model.
	Text Size `json:"text"`
	// Languages sums up the files of strings and their script, which only those get who read another language.
	Languages Size `json:"languages"`
	Models    Size `json:"models"`
}

// Size is the size of a file or a group of files.
type Size struct {
	Name string `json:"name"`
	Raw  int64  `json:"raw"`
	// Brotli is the size with brotli at quality 11, the least that a server can send; 0 for a model's files, whose chunks
	// are compressed already.
	Brotli int64 `json:"brotli,omitempty"`
}

// Measure reads the sizes of the site in dir, and compresses all files but the models'. That takes a minute.
func Measure(dir string) (*Report, error) {
	r := &Report{Page: Size{Name: "page"}, Text: Size{Name: "language models' program"},
		Languages: Size{Name: "other languages"}, Models: Size{Name: "models"}}
	var program Size
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || isForm(d.Name()) {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return r.add(path, filepath.ToSlash(rel), &program)
	})
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	r.Page.Raw += program.Raw
	r.Page.Brotli += program.Brotli
	return r, nil
}

// add adds a file to the list and to the sum of its group; of the program's builds only the largest counts.
func (r *Report) add(path, name string, program *Size) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s, group := Size{Name: name, Raw: int64(len(data))}, &r.Page
	switch {
	case strings.HasPrefix(name, wordsPrefix):
		group = &r.Languages
	case strings.HasPrefix(name, "models/"):
		group = &r.Models
	}
	if group != &r.Models {
		smallest, err := compress(data, "br", brotli.BestCompression)
		if err != nil {
			return err
		}
		s.Brotli = int64(len(smallest))
	}
	r.Files = append(r.Files, s)
	if name == cardFile { // no visitor fetches it
		return nil
	}
	switch programOf(name) {
	case "app":
		keepLarger(program, s)
		return nil
	case "text":
		keepLarger(&r.Text, s)
		return nil
	}
	group.Raw += s.Raw
	group.Brotli += s.Brotli
	return nil
}

// noteProgramSizes puts the sizes of the program's builds at the top of variant.js, so that the page can show the
// progress of a download: a server that compresses sends another length, or none.
func noteProgramSizes(dir string) error {
	sizes := map[string]int64{}
	for _, program := range Programs {
		for _, v := range Variants {
			info, err := os.Stat(filepath.Join(dir, v.File(program.Name)))
			if err != nil {
				return fmt.Errorf("site: %w", err)
			}
			sizes[v.File(program.Name)] = info.Size()
		}
	}
	list, err := json.Marshal(sizes) // sorts by name
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	name := filepath.Join(dir, "variant.js")
	source, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return writeFile(name, fmt.Appendf(nil, "'use strict';\n\nself.coconutSizes = %s;\n\n%s", list, source))
}

// programOf is the name of the program that a file of the site is a build of, or "".
func programOf(name string) string {
	for _, program := range Programs {
		if slices.ContainsFunc(Variants, func(v Variant) bool { return name == v.File(program.Name) }) {
			return program.Name
		}
	}
	return ""
}

// keepLarger replaces the size of a build by that of a larger one.
func keepLarger(largest *Size, s Size) {
	if s.Raw > largest.Raw {
		largest.Raw, largest.Brotli = s.Raw, s.Brotli
	}
}

// WriteText writes the report as a table.
func (r *Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "bytes\tbrotli\t\t")
	for _, s := range append(r.Files, r.Page, r.Text, r.Languages, r.Models) {
		compressed := "-"
		if s.Brotli > 0 {
			compressed = fmt.Sprint(s.Brotli)
		}
		fmt.Fprintf(t, "%d\t%s\t\t%s\n", s.Raw, compressed, s.Name)
	}
	return t.Flush()
}
