// Package fault makes errors that programs can tell apart and people can read.
//
// A program looks for a Kind, a sentinel, with errors.Is. A log shows Error, which begins with the package that the
// error came from. People see Text, the same without package names: it is built from the parts, not cut out of the
// finished string.
package fault

import (
	"errors"
	"fmt"
)

// Kind is a class of errors: a sentinel that errors.Is finds in every error made by its Errorf.
type Kind struct {
	pkg, text string
	parent    *Kind // nil for none
}

// New makes a kind. Its text says in a few words what is wrong, without a capital letter or full stop.
func New(pkg, text string) *Kind { return &Kind{pkg: pkg, text: text} }

// New makes a kind whose errors are also of kind k.
func (k *Kind) New(text string) *Kind { return &Kind{k.pkg, k.text + ": " + text, k} }

// Unwrap returns the kind that this one is part of, if any.
func (k *Kind) Unwrap() error {
	if k.parent == nil {
		return nil
	}
	return k.parent
}

// Error implements error.
func (k *Kind) Error() string { return k.pkg + ": " + k.text }

// Errorf makes an error of this kind. It formats as fmt.Errorf does and wraps what %w names, and the kind.
func (k *Kind) Errorf(format string, args ...any) error {
	return &fault{pkg: k.pkg, kind: k, format: format, args: args}
}

// Errorf makes an error without a kind, from a package. It formats as fmt.Errorf does and wraps what %w names.
func Errorf(pkg, format string, args ...any) error {
	return &fault{pkg: pkg, format: format, args: args}
}

// fault is an error, kept in parts.
type fault struct {
	pkg    string
	kind   *Kind // nil for none
	format string
	args   []any
}

// Error implements error.
func (f *fault) Error() string { return f.pkg + ": " + f.text(f.args) }

// text returns the kind's text and the formatted arguments.
func (f *fault) text(args []any) string {
	said := fmt.Errorf(f.format, args...).Error()
	if f.kind == nil {
		return said
	}
	return f.kind.text + ": " + said
}

// Unwrap returns the kind and what the arguments wrap.
func (f *fault) Unwrap() []error {
	var all []error
	if f.kind != nil {
		all = append(all, f.kind)
	}
	switch wrapper := fmt.Errorf(f.format, f.args...).(type) {
	case interface{ Unwrap() error }:
		if err := wrapper.Unwrap(); err != nil {
			all = append(all, err)
		}
	case interface{ Unwrap() []error }:
		all = append(all, wrapper.Unwrap()...)
	}
	return all
}

// Text returns an error's message for people: without the names of the packages that it came through.
func Text(err error) string {
	switch e := err.(type) { // the error itself: wrappers add to its message
	case *Kind:
		return e.text
	case *fault:
		args := make([]any, len(e.args))
		for i, a := range e.args {
			args[i] = a
			if cause, ok := a.(error); ok {
				args[i] = errors.New(Text(cause))
			}
		}
		return e.text(args)
	}
	return err.Error()
}
