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
	"strconv"
)

// Vugu runs its DOM helper, a string constant, through window.eval. A page whose Content-Security-Policy forbids eval loads the same
// text as a script of its own instead, and page.js makes eval do nothing.
const (
	vuguModule  = "github.com/vugu/vugu"
	helperFile  = "domrender/renderer-js-script.go"
	helperConst = "jsHelperScript"
)

// ErrNoHelper: Vugu's source holds the helper no longer where this package looks for it.
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
	return writeFile(to, []byte("// The DOM helper of "+vuguModule+" (MIT), out of "+helperFile+".\n"+script+"\n"))
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

// constSpecs runs through the constants declared at the top of a file.
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
