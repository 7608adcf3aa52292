package main

import (
	"fmt"
	"go/constant"
	"go/types"
	"strings"
)

// lister writes what programs can see of objects, and of the module's types that these name.
type lister struct {
	module string
	seen   map[*types.TypeName]bool
	lines  []string
}

// add writes one line about something of a package.
func (l *lister) add(p *types.Package, format string, args ...any) {
	l.lines = append(l.lines, "pkg "+p.Path()+", "+fmt.Sprintf(format, args...))
}

// object writes one exported name of a package.
func (l *lister) object(o types.Object) {
	switch o := o.(type) {
	case *types.Const:
		value := o.Val().ExactString()
		if o.Val().Kind() == constant.String {
			value = o.Val().String()
		}
		l.add(o.Pkg(), "const %s %s = %s", o.Name(), l.typeOf(o.Type()), value)
	case *types.Var:
		l.add(o.Pkg(), "var %s %s", o.Name(), l.typeOf(o.Type()))
	case *types.Func:
		l.add(o.Pkg(), "func %s%s", o.Name(), l.signature(o.Signature()))
	case *types.TypeName:
		l.typeName(o)
	}
}

// typeName writes a type, once, with everything that can be reached through it.
func (l *lister) typeName(o *types.TypeName) {
	if l.seen[o] || !o.Exported() || !l.ours(o.Pkg()) {
		return
	}
	l.seen[o] = true
	if o.IsAlias() {
		l.add(o.Pkg(), "type %s = %s", o.Name(), l.typeOf(types.Unalias(o.Type())))
		return
	}
	switch u := o.Type().Underlying().(type) {
	case *types.Struct:
		l.structure(o, u)
	case *types.Interface:
		l.contract(o, u)
	case *types.Signature:
		l.add(o.Pkg(), "type %s func%s", o.Name(), l.signature(u))
	default:
		l.add(o.Pkg(), "type %s %s", o.Name(), l.typeOf(u))
	}
	l.methods(o)
}

// ours tells whether a package is one of the module's that other modules can import.
func (l *lister) ours(p *types.Package) bool {
	return p != nil && strings.HasPrefix(p.Path()+"/", l.module+"/") && !strings.Contains(p.Path(), "/internal/")
}

// structure writes a struct and, each on a line of its own, its exported fields: another one breaks no program.
func (l *lister) structure(o *types.TypeName, s *types.Struct) {
	l.add(o.Pkg(), "type %s struct", o.Name())
	if types.Comparable(s) {
		l.add(o.Pkg(), "type %s struct, comparable", o.Name())
	}
	for f := range s.Fields() {
		switch {
		case !f.Exported():
		case f.Embedded():
			l.add(o.Pkg(), "type %s struct, embedded %s", o.Name(), l.typeOf(f.Type()))
		default:
			l.add(o.Pkg(), "type %s struct, %s %s", o.Name(), f.Name(), l.typeOf(f.Type()))
		}
	}
}

// contract writes an interface as one line: another method breaks the programs that implement it.
func (l *lister) contract(o *types.TypeName, i *types.Interface) {
	var methods []string
	for m := range i.Methods() {
		methods = append(methods, m.Name()+l.signature(m.Signature()))
	}
	l.add(o.Pkg(), "type %s interface { %s }", o.Name(), strings.Join(methods, "; "))
}

// methods writes the exported methods of a type and of pointers to it.
func (l *lister) methods(o *types.TypeName) {
	named, ok := o.Type().(*types.Named)
	if !ok || types.IsInterface(named) {
		return
	}
	for m := range named.Methods() {
		if m.Exported() {
			l.add(o.Pkg(), "method (%s) %s%s", l.typeOf(m.Signature().Recv().Type()), m.Name(), l.signature(m.Signature()))
		}
	}
}

// signature writes parameters and results by their types: names may change.
func (l *lister) signature(s *types.Signature) string {
	unnamed := types.NewSignatureType(nil, nil, nil, l.unnamed(s.Params()), l.unnamed(s.Results()), s.Variadic())
	return strings.TrimPrefix(l.typeOf(unnamed), "func")
}

func (l *lister) unnamed(t *types.Tuple) *types.Tuple {
	var vars []*types.Var
	for v := range t.Variables() {
		vars = append(vars, types.NewParam(0, nil, "", v.Type()))
	}
	return types.NewTuple(vars...)
}

// typeOf writes a type, and lists the module's types in it.
func (l *lister) typeOf(t types.Type) string {
	var walk func(t types.Type)
	walk = func(t types.Type) {
		switch t := t.(type) {
		case *types.Alias:
			walk(types.Unalias(t))
		case *types.Named:
			l.typeName(t.Obj())
			for a := range t.TypeArgs().Types() {
				walk(a)
			}
		case *types.Map:
			walk(t.Key())
			walk(t.Elem())
		case interface{ Elem() types.Type }: // pointers, slices, arrays, channels
			walk(t.Elem())
		case *types.Signature:
			for v := range t.Params().Variables() {
				walk(v.Type())
			}
			for v := range t.Results().Variables() {
				walk(v.Type())
			}
		}
	}
	walk(t)
	return types.TypeString(t, func(p *types.Package) string { return p.Name() })
}
