package site

import (
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
	// Page sums up the files that every visitor gets, of the program's builds the largest; Models all those below models/.
	Page   Size `json:"page"`
	Models Size `json:"models"`
}

// Size is the size of a file or a group of files.
type Size struct {
	Name string `json:"name"`
	Raw  int64  `json:"raw"`
	// Brotli is the size as a server would send it, at quality 11; 0 where it was not measured. Models count as they are: their chunks
	// are compressed already.
	Brotli int64 `json:"brotli,omitempty"`
}

// Measure reads the sizes of the site in dir, compressed too if so asked (some seconds of work).
func Measure(dir string, compress bool) (*Report, error) {
	r := &Report{Page: Size{Name: "page"}, Models: Size{Name: "models"}}
	var program Size
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return r.add(path, filepath.ToSlash(rel), compress, &program)
	})
	if err != nil {
		return nil, fmt.Errorf("site: %w", err)
	}
	r.Page.Raw += program.Raw
	r.Page.Brotli += program.Brotli
	return r, nil
}

// add adds a file to the list and to the sum of its group; builds of the program are only compared with the largest so far.
func (r *Report) add(path, name string, compress bool, program *Size) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	s, group := Size{Name: name, Raw: int64(len(data))}, &r.Page
	if strings.HasPrefix(name, "models/") {
		group = &r.Models
	} else if compress {
		if s.Brotli, err = brotliSize(data); err != nil {
			return err
		}
	}
	r.Files = append(r.Files, s)
	if isProgram(name) {
		if s.Raw > program.Raw {
			*program = s
		}
		return nil
	}
	group.Raw += s.Raw
	group.Brotli += s.Brotli
	return nil
}

// isProgram says whether a file of the site is one of the program's builds.
func isProgram(name string) bool {
	return slices.ContainsFunc(Variants, func(v Variant) bool { return name == v.file() })
}

func brotliSize(data []byte) (int64, error) {
	var n counter
	w := brotli.NewWriterLevel(&n, brotli.BestCompression)
	if _, err := w.Write(data); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return int64(n), nil
}

// counter counts what is written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// WriteText writes the report as a table.
func (r *Report) WriteText(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "bytes\tbrotli\t\t")
	for _, s := range append(r.Files, r.Page, r.Models) {
		compressed := "-"
		if s.Brotli > 0 {
			compressed = fmt.Sprint(s.Brotli)
		}
		fmt.Fprintf(t, "%d\t%s\t\t%s\n", s.Raw, compressed, s.Name)
	}
	return t.Flush()
}
