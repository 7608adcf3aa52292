// Command vugupost post-processes Vugu's generated Go files, so that they and the nodes they render are smaller.
//
// It removes the white space between tags. Vugu turns every line break in a template into a text node, and writes each
// of them again at every render: a third of a page's nodes, all invisible. It keeps a blank within a line, between two
// words; and the first one of each element, because Vugu does not clear an element that has no contents any more.
//
// And it calls functions of package ui (nodes.go) to create nodes and components, where Vugu repeats the same
// statements for each of them: half a kilobyte of WebAssembly for an element, and more than one for a component.
//
//	go run ../tools/vugupost .
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
		fmt.Fprintln(os.Stderr,
			"usage: vugupost FOLDER\n\nmakes the files *_gen.go in FOLDER smaller, for example: vugupost ui")
		os.Exit(2)
	}
	if err := processFolder(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "vugupost:", err)
		os.Exit(1)
	}
}

func processFolder(dir string) error {
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
		if err := os.WriteFile(name, process(source), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// blank matches the two statements that append a text node of white space with a line break in it, and the line before
// them.
var blank = regexp.MustCompile(`(?m)^(.*\n)\s*vgn = &vugu\.VGNode\{Type: vugu\.VGNodeType\(1\), Data: "(?:[ \t]|\\t|\\r)*\\n(?:[ \t]|\\[ntr])*"\}\n\s*vgparent\.AppendChild\(vgn\)\n`)

// first is the statement before an element's first node.
const first = "_ = vgparent"

// process does both.
func process(source []byte) []byte { return callNodes(dropBlanks(source)) }

func dropBlanks(source []byte) []byte {
	return blank.ReplaceAllFunc(source, func(match []byte) []byte {
		before := match[:bytes.IndexByte(match, '\n')+1]
		if bytes.Contains(before, []byte(first)) {
			return match
		}
		return before
	})
}
