package main

import (
	"fmt"
	"strconv"
	"time"

	"github.com/spf13/pflag"
)

// count is the value of an option that is a whole number of at least least. A smaller default stands for "not given".
type count struct {
	n     *int
	least int
}

// countVar adds an option for a whole number that is not less than least.
func countVar(flags *pflag.FlagSet, n *int, name string, least, value int, usage string) {
	*n = value
	flags.Var(count{n, least}, name, usage)
}

// String implements pflag.Value.
func (c count) String() string {
	if c.n == nil || *c.n < c.least {
		return ""
	}
	return strconv.Itoa(*c.n)
}

// Set implements pflag.Value.
func (c count) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil {
		return err
	}
	if n < c.least {
		return strconv.ErrRange
	}
	*c.n = n
	return nil
}

// Type implements pflag.Value.
func (c count) Type() string { return "int" }

// want says what the option takes, for flagError.
func (c count) want() string { return fmt.Sprintf("a whole number, %d or more", c.least) }

// timeSpan is the value of an option that is a time and not negative.
type timeSpan struct{ d *time.Duration }

// durationVar adds an option for a time.
func durationVar(flags *pflag.FlagSet, d *time.Duration, name string, value time.Duration, usage string) {
	*d = value
	flags.Var(timeSpan{d}, name, usage)
}

// String implements pflag.Value.
func (s timeSpan) String() string {
	if s.d == nil {
		return ""
	}
	return s.d.String()
}

// Set implements pflag.Value.
func (s timeSpan) Set(text string) error {
	d, err := time.ParseDuration(text)
	if err != nil {
		return err
	}
	if d < 0 {
		return strconv.ErrRange
	}
	*s.d = d
	return nil
}

// Type implements pflag.Value.
func (s timeSpan) Type() string { return "duration" }

// want says what the option takes, for flagError.
func (s timeSpan) want() string { return "a time such as 30s or 2m" }
