package site

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// ErrMarkup means that a component sets markup that is not in its template.
var ErrMarkup = errors.New("site: markup that is not a constant of a template")

// markup returns the constant pieces of HTML in the templates of ui that are more than text, as JSON. The page may set
// nothing else as HTML; everything else comes from a question or a model and is text.
func markup(root string) (string, error) {
	names, err := filepath.Glob(filepath.Join(root, "ui", "*_gen.go"))
	if err == nil && len(names) == 0 {
		err = os.ErrNotExist
	}
	if err != nil {
		return "", fmt.Errorf("site: generated components: %w", err)
	}
	var all []string
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			return "", fmt.Errorf("site: %w", err)
		}
		if all, err = appendMarkup(all, source); err != nil {
			return "", fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
	}
	slices.Sort(all)
	list, err := json.MarshalIndent(slices.Compact(all), "", "  ")
	return string(list), err
}

// appendMarkup adds the arguments of vugu.HTML in a Go file.
func appendMarkup(all []string, source []byte) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMarkup, err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !isHTML(call.Fun) {
			return true
		}
		text, literal := stringLiteral(call.Args)
		if !literal {
			err = ErrMarkup
			return false
		}
		if strings.ContainsAny(text, "<&") {
			all = append(all, text)
		}
		return true
	})
	return all, err
}

func isHTML(fun ast.Expr) bool {
	s, ok := fun.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != "HTML" {
		return false
	}
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == "vugu"
}

func stringLiteral(args []ast.Expr) (string, bool) {
	if len(args) != 1 {
		return "", false
	}
	lit, ok := args[0].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
}
