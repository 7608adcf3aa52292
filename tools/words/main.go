// Command words finds the phrases of the page, all that it says in English, and brings the files of strings (ui/words)
// up to date: what is new in the source is added with an empty translation, what is gone is dropped, and the phrases
// stand in the order of the source.
//
//	go run ./tools/words ui/words/fr.json      # make or update a language's file
//	go run ./tools/words                       # print the phrases, each with its place
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
)

func main() {
	if err := run(".", os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run prints the phrases below root, or updates the files.
func run(root string, files []string, out io.Writer) error {
	phrases, err := Phrases(root)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		for _, p := range phrases {
			fmt.Fprintf(out, "%s\t%s\n", p.Place, p.Text)
		}
	}
	for _, name := range files {
		l, err := ReadLanguage(name)
		if errors.Is(err, os.ErrNotExist) {
			l, err = Language{}, nil
		}
		if err != nil {
			return err
		}
		missing, err := l.update(name, phrases)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%s: %d of %d phrases are not translated yet\n", name, missing, len(phrases))
	}
	return nil
}
