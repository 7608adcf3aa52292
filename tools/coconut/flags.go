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

// number is the value of an option that is a number between 0 and most.
type number struct {
	x    *float64
	most float64
}

// numberVar adds an option for a number between 0, its default, and most.
func numberVar(flags *pflag.FlagSet, x *float64, name string, most float64, usage string) {
	flags.Var(number{x, most}, name, usage)
}

// String implements pflag.Value.
func (n number) String() string {
	if n.x == nil {
		return ""
	}
	return strconv.FormatFloat(*n.x, 'g', -1, 64)
}

// Set implements pflag.Value.
func (n number) Set(text string) error {
	x, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return err
	}
	if !(x >= 0 && x <= n.most) { // NaN is neither
		return strconv.ErrRange
	}
	*n.x = x
	return nil
}

// Type implements pflag.Value.
func (n number) Type() string { return "number" }

// want says what the option takes, for flagError.
func (n number) want() string { return fmt.Sprintf("a number from 0 to %v", n.most) }

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
