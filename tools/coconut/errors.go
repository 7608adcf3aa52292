package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// noSiteError means that a folder does not hold the built site.
type noSiteError struct {
	dir string
	err error
}

// Error implements error.
func (e *noSiteError) Error() string {
	return fmt.Sprintf("%q holds no site (make site builds one): %v", e.dir, plainError(e.err))
}

// Unwrap returns the file system's error.
func (e *noSiteError) Unwrap() error { return e.err }

// fileError is a file system's error without the name of the system call, which means nothing to most people.
type fileError struct{ *fs.PathError }

// Error implements error.
func (e fileError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap returns the error itself.
func (e fileError) Unwrap() error { return e.PathError }

// plainError makes err readable if it comes from the file system.
func plainError(err error) error {
	if e, ok := err.(*fs.PathError); ok { // a wrapped error has been put into words already
		return fileError{e}
	}
	return err
}

// effectError means that an option was given that has no effect with, or without, another.
type effectError struct{ option, why string }

// Error implements error.
func (e *effectError) Error() string { return fmt.Sprintf("--%s has no effect %s", e.option, e.why) }

// withoutEffect returns an *effectError if one of the options was given.
func withoutEffect(cmd *cobra.Command, why string, options ...string) error {
	for _, option := range options {
		if cmd.Flags().Changed(option) {
			return &effectError{option, why}
		}
	}
	return nil
}

// valueError means that an option's value is malformed.
type valueError struct {
	option, value, want string
	err                 error
}

// Error implements error.
func (e *valueError) Error() string {
	return fmt.Sprintf("--%s is %q; want %s", e.option, e.value, e.want)
}

// Unwrap returns package pflag's error.
func (e *valueError) Unwrap() error { return e.err }

// wanted describes the values of each type of option.
var wanted = map[string]string{
	"bool": "true or false", "uint64": "a whole number from 0 to 18446744073709551615",
	"stringSlice": "a list such as a,b", "intSlice": "a list of whole numbers such as 1,2",
}

// flagError rewords package pflag's error about an option for people who do not know Go.
func flagError(_ *cobra.Command, err error) error {
	invalid, ok := errors.AsType[*pflag.InvalidValueError](err)
	if !ok {
		return err
	}
	flag := invalid.GetFlag()
	want := wanted[flag.Value.Type()]
	if v, ok := flag.Value.(interface{ want() string }); ok {
		want = v.want()
	}
	return &valueError{flag.Name, invalid.GetValue(), want, err}
}
