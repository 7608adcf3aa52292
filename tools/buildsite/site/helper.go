package site

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Vugu runs its DOM helper, a string constant, through window.eval. A page whose Content-Security-Policy forbids eval
// loads the same text as a separate script instead, and page.js replaces eval by a comparison.
//
// The helper sets every text by innerHTML. Here these assignments go through wasm/app/content.js, which treats only the
// templates' markup as HTML.
const (
	vuguModule  = "github.com/vugu/vugu"
	helperFile  = "domrender/renderer-js-script.go"
	helperConst = "jsHelperScript"
)

// innerHTML matches where the helper sets an element's content.
var innerHTML = regexp.MustCompile(`\bx\.el\.innerHTML=(\(x\.bufferedInnerHTML\|\|""\)\+e),`)

// ErrNoHelper means that Vugu's source no longer has the helper where this package looks for it.
var ErrNoHelper = errors.New("site: no DOM helper in Vugu's source")

// writeVuguHelper writes the helper of the Vugu version that go.mod names.
func writeVuguHelper(ctx context.Context, to, root string) error {
	dir, err := goCommand(ctx, root, nil, "list", "-m", "-f", "{{.Dir}}", vuguModule)
	if err != nil {
		return err
	}
	source, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(helperFile)))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	script, err := stringConst(source, helperConst)
	if err != nil {
		return err
	}
	text, err := helper(root, script)
	if err != nil {
		return err
	}
	return writeFile(to, []byte(text))
}

// helper returns vugu-helper.js: the list of markup, the helper, and a checksum of the original text.
func helper(root, script string) (string, error) {
	if n := len(innerHTML.FindAllString(script, -1)); n != 1 || strings.Count(script, ".innerHTML") != 1 {
		return "", fmt.Errorf("%w: it sets innerHTML in %d places that this package knows", ErrNoHelper, n)
	}
	patched := innerHTML.ReplaceAllString(script, "window.coconutContent(x.el,$1),")
	constants, err := markup(root)
	if err != nil {
		return "", err
	}
	content, err := os.ReadFile(filepath.Join(root, "wasm", "app", "content.js"))
	if err != nil {
		return "", fmt.Errorf("site: %w", err)
	}
	content, patched = Compact("content.js", content), string(Compact("helper.js", []byte(patched)))
	return fmt.Sprintf("window.coconutMarkup = %s;\n\n%s\n// The DOM helper of %s (MIT), out of "+
		"%s.\n%s;\nwindow.coconutHelper = %d;\n",
		constants, content, vuguModule, helperFile, patched, checksum(script)), nil
}

// checksum computes the same checksum as page.js, which tells whether a helper belongs to the program.
func checksum(text string) int32 {
	var sum int32
	for i := range len(text) { // the helper is ASCII
		sum = sum*31 + int32(text[i])
	}
	return sum
}

// stringConst returns the value of a string constant of a Go file.
func stringConst(source []byte, name string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), helperFile, source, parser.SkipObjectResolution)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrNoHelper, err)
	}
	for spec := range constSpecs(file) {
		for i, id := range spec.Names {
			if id.Name != name || i >= len(spec.Values) {
				continue
			}
			if lit, ok := spec.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
				return strconv.Unquote(lit.Value)
			}
		}
	}
	return "", fmt.Errorf("%w: no string constant %s", ErrNoHelper, name)
}

// constSpecs iterates over the constants declared at the top level of a file.
func constSpecs(file *ast.File) func(yield func(*ast.ValueSpec) bool) {
	return func(yield func(*ast.ValueSpec) bool) {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.CONST {
				continue
			}
			for _, spec := range gen.Specs {
				if !yield(spec.(*ast.ValueSpec)) {
					return
				}
			}
		}
	}
}
