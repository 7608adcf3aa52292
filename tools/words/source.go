package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// program collects from Go code what page.Say and page.Plural are called with, and all other literals that read like
// something said to people.
func (c *collector) program(name, text string) error {
	return c.walk(name, text, func(l *literals) {})
}

// task collects a task's hint and the labels of its kinds and data sets.
func (c *collector) task(name, text string) error {
	return c.walk(name, text, func(l *literals) { l.only = func(n ast.Node) bool { return labelled(n) } })
}

// reasons collects why a text cannot be read, from formats of package fmt.
func (c *collector) reasons(name, text string) error {
	return c.walk(name, text, func(l *literals) { l.formats = true })
}

func (c *collector) walk(name, text string, set func(*literals)) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.SkipObjectResolution)
	if err != nil {
		return fmt.Errorf("words: %w", err)
	}
	l := &literals{c: c, line: func(n ast.Node) string {
		return fmt.Sprintf("%s:%d", name, files.Position(n.Pos()).Line)
	}}
	set(l)
	ast.Walk(l, file)
	return l.err
}

// literals visits Go code.
type literals struct {
	c       *collector
	line    func(ast.Node) string
	formats bool                // texts are formats of package fmt
	only    func(ast.Node) bool // which literals count; nil for all that read like a phrase
	err     error
}

// Visit implements ast.Visitor.
func (l *literals) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.StructType:
		return nil
	case *ast.KeyValueExpr:
		if l.only != nil && labelled(n) {
			l.add(n.Value)
			return nil
		}
	case *ast.FuncDecl:
		if l.only != nil && n.Name.Name != "Hint" && n.Name.Name != "Kinds" && n.Name.Name != "Benchmarks" {
			return nil
		}
		if l.only != nil && n.Name.Name == "Hint" {
			l.add(n.Body.List[0].(*ast.ReturnStmt).Results[0])
			return nil
		}
	case *ast.CallExpr:
		return l.call(n)
	case *ast.BasicLit, *ast.BinaryExpr:
		if text, ok := fold(n.(ast.Expr)); ok && l.only == nil {
			l.said(text, n)
			return nil
		}
	}
	return l
}

// call visits a call: some take phrases, some never do.
func (l *literals) call(n *ast.CallExpr) ast.Visitor {
	switch name := called(n); {
	case name == "Say":
		text, ok := fold(n.Args[0])
		if !ok {
			l.err = fmt.Errorf("words: %s: Say needs a constant template", l.line(n))
		}
		if places := strings.Count(text, "{"); places != len(n.Args)-1 {
			l.err = fmt.Errorf("words: %s: %q has %d places for %d values", l.line(n), text, places, len(n.Args)-1)
		}
		l.c.add(text, l.line(n))
		for _, arg := range n.Args[1:] {
			ast.Walk(l, arg)
		}
		return nil
	case name == "Plural":
		if noun, ok := fold(n.Args[1]); ok {
			l.c.add("{n "+noun+"}", l.line(n))
		}
		return nil
	case name == "Errorf":
		if text, ok := fold(n.Args[0]); ok && l.reads(fromFormat(text)) {
			l.c.add(fromFormat(text), l.line(n)) // a reason that is shown
		}
		return nil
	case name == "panic", name == "PropString", name == "PropBool", name == "Join", name == "Repeat", name == "IndexAny":
		return nil
	}
	return l
}

func called(n *ast.CallExpr) string {
	switch f := n.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}

// labelled reports whether a node is a field that names a kind or a data set.
func labelled(n ast.Node) bool {
	kv, ok := n.(*ast.KeyValueExpr)
	if !ok {
		return false
	}
	key, ok := kv.Key.(*ast.Ident)
	return ok && key.Name == "Label"
}

func (l *literals) add(e ast.Expr) {
	if text, ok := fold(e); ok {
		l.c.add(text, l.line(e))
	}
}

// said adds a literal if it reads like a phrase.
func (l *literals) said(text string, n ast.Node) {
	if l.formats {
		text = strings.TrimSpace(fromFormat(text))
	}
	if !l.reads(text) {
		return
	}
	if verb.MatchString(text) {
		l.err = fmt.Errorf("words: %s: %q: page.Say fills in what is shown", l.line(n), text)
		return
	}
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
		if text = strings.TrimSpace(text); !l.formats && !whole.MatchString(text) {
			l.err = fmt.Errorf("words: %s: %q is a piece of a sentence; page.Say makes whole ones", l.line(n), text)
			return
		}
	}
	l.c.add(text, l.line(n))
}

var (
	verb    = regexp.MustCompile(`%[a-z]|%\.`)
	capital = regexp.MustCompile(`^“?\p{Lu}\p{Ll}`)
	// internal matches an error of a package, which begins with its name.
	internal = regexp.MustCompile(`^[a-z]+: `)
	whole    = regexp.MustCompile(`^[\p{Lu}\d].*\.$`)
	two      = regexp.MustCompile(`\p{L}[,;:]? \p{L}`)
	ordinal  = regexp.MustCompile(`^\d(?:nd|rd|th)$`)
	// never matches what only code reads: keys, errors for programmers, what a worker's message is searched for, and the
	// example of a question.
	never = regexp.MustCompile(`^(?:(?:Arrow\w+|Enter|Insert|Delete|Backspace|Escape)$|page: |John cuts his grass|` +
		`out of memory$|cannot allocate$|allocation failed$)`)
)

// reads reports whether a literal reads like something said to people: it has several words that are no class names, or
// begins with a capital.
func (l *literals) reads(text string) bool {
	if never.MatchString(text) || l.formats && internal.MatchString(text) {
		return false
	}
	if ordinal.MatchString(text) || capital.MatchString(text) && !l.formats {
		return true
	}
	if !two.MatchString(text) {
		return false
	}
	return slices.ContainsFunc(strings.Fields(text), func(word string) bool { return !l.c.classes[word] })
}

// fold is the value of a literal, or of several joined by +.
func fold(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		left, ok := fold(e.X)
		right, also := fold(e.Y)
		return left + right, ok && also
	case *ast.ParenExpr:
		return fold(e.X)
	}
	return "", false
}

// fromFormat turns a format of package fmt into a template: %d is a number, %q a word in quotes, %s a phrase.
func fromFormat(text string) string {
	numbers, words := []string{"{n}", "{m}", "{k}"}, 0
	return verbs.ReplaceAllStringFunc(text, func(verb string) string {
		if verb == "%d" || verb == "%.1f" {
			n := numbers[0]
			numbers = numbers[1:]
			return n
		}
		words++
		name := strconv.Itoa(words)
		if verb == "%q" {
			return `"{word` + name + `}"`
		}
		return "{Text" + name + "}"
	})
}

var verbs = regexp.MustCompile(`%[dqsw]|%\.1f`)

// classes are the class names of a style sheet.
func classes(name string) (map[string]bool, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("words: %w", err)
	}
	found := map[string]bool{"cell": true, "near-lane": true, "racer": true, "rule": true} // without a style of their own
	for _, m := range regexp.MustCompile(`\.([a-z][\w-]*)`).FindAllStringSubmatch(string(data), -1) {
		found[m[1]] = true
	}
	return found, nil
}
