// Command checklinks reports broken links in Markdown files: missing files, missing headings, malformed addresses. It
// fetches nothing.
//
//	go run ./tools/checklinks README.md docs/*.md
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run checks the files and prints what is wrong.
func run(names []string, out io.Writer) error {
	if len(names) == 0 {
		return fmt.Errorf("checklinks: no files given; name some, such as README.md")
	}
	wrong, links := 0, 0
	for _, name := range names {
		page, err := read(name)
		if err != nil {
			return err
		}
		links += len(page.links)
		for _, link := range page.links {
			if err := check(name, link); err != nil {
				fmt.Fprintf(out, "%s: %s: %v\n", name, link, err)
				wrong++
			}
		}
	}
	if wrong > 0 {
		return fmt.Errorf("checklinks: %d of %d links are broken", wrong, links)
	}
	return nil
}
