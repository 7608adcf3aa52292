// Command checklinks says which links of Markdown files lead nowhere: a file that is not there, a heading that is not there, an address
// that is none. Nothing is fetched.
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
		return fmt.Errorf("checklinks: no files named, such as README.md")
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
		return fmt.Errorf("checklinks: %d of %d links lead nowhere", wrong, links)
	}
	return nil
}
