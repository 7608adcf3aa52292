package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// noSiteError: a folder that should hold the built site does not.
type noSiteError struct {
	dir string
	err error
}

func (e *noSiteError) Error() string {
	return fmt.Sprintf("%s holds no site: %v; make site builds one", e.dir, plainError(e.err))
}

func (e *noSiteError) Unwrap() error { return e.err }

// plainError is a file system's error in the words of a person: without the system call, for the name says enough.
func plainError(err error) error {
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("%s: %w", e.Path, e.Err)
	}
	return err
}

// effectError: an option was given that has no effect beside, or without, another.
type effectError struct{ option, why string }

func (e *effectError) Error() string { return fmt.Sprintf("--%s has no effect %s", e.option, e.why) }

// withoutEffect returns an *effectError if an option was given.
func withoutEffect(cmd *cobra.Command, option, why string) error {
	if cmd.Flags().Changed(option) {
		return &effectError{option, why}
	}
	return nil
}

// valueError: an option's value cannot be read.
type valueError struct {
	option, value, want string
	err                 error
}

func (e *valueError) Error() string {
	return fmt.Sprintf("--%s is %q; want %s", e.option, e.value, e.want)
}

func (e *valueError) Unwrap() error { return e.err }

// kindsOfValue says what an option of a type wants, for people.
var kindsOfValue = map[string]string{
	"int": "a whole number", "uint64": "a whole number that is not negative", "duration": "a time such as 30s or 2m", "bool": "true or false",
}

// flagError puts what package pflag says about an option into words that need no knowledge of Go.
func flagError(_ *cobra.Command, err error) error {
	invalid, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	flag := invalid.GetFlag()
	want, known := kindsOfValue[flag.Value.Type()]
	if !known {
		return err
	}
	if errors.Is(err, strconv.ErrRange) || strings.Contains(err.Error(), "out of range") {
		want += ", and a smaller one"
	}
	return &valueError{flag.Name, invalid.GetValue(), want, err}
}
