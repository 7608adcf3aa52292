// Command squeeze makes Vugu's generated Go files smaller, and what they render.
//
// It takes the white space between tags out. Vugu makes a text node of every line break in a template, and writes each of them again at
// every render: a third of a page's nodes, which nobody sees. A blank on one line, between two words, stays; and so does the first of each
// element, because Vugu leaves an element's old contents alone that has nothing in it now.
//
// And it has functions of package ui (nodes.go) make the nodes, where Vugu writes the same statements out for each of them: half a kilobyte of
// WebAssembly an element.
//
//	go run ../tools/squeeze .
package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

func main() {
	if len(os.Args) != 2 || os.Args[1] == "--help" || os.Args[1] == "-h" {
		fmt.Fprintln(os.Stderr, "usage: squeeze FOLDER\n\nmakes the files *_gen.go there smaller, for example: squeeze ui")
		os.Exit(2)
	}
	if err := squeezeAll(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "squeeze:", err)
		os.Exit(1)
	}
}

func squeezeAll(dir string) error {
	names, err := filepath.Glob(filepath.Join(dir, "*_gen.go"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("%s has no *_gen.go", dir)
	}
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(name, squeeze(source), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// blank are the two statements that append a text node of white space with a line break in it, and the end of what stands before them.
var blank = regexp.MustCompile(`(?m)^(.*\n)\s*vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(1\), Data: "(?:[ \t]|\\t|\\r)*\\n(?:[ \t]|\\[ntr])*"\}\n\s*vgparent\.AppendChild\(vgn\)\n`)

// first is what stands before an element's first node.
const first = "_ = vgparent"

// squeeze does both.
func squeeze(source []byte) []byte { return callNodes(dropBlanks(source)) }

func dropBlanks(source []byte) []byte {
	return blank.ReplaceAllFunc(source, func(match []byte) []byte {
		before := match[:bytes.IndexByte(match, '\n')+1]
		if bytes.Contains(before, []byte(first)) {
			return match
		}
		return before
	})
}
