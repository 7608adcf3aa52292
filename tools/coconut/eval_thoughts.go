package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// depths is the value of an option that takes one or several numbers of thoughts: 6, 0..6, or 0,2,6. Without any it
// stands for the model's own number.
type depths []int

// maxDepths bounds how many there may be, and how high.
const maxDepths = 1000

// String implements pflag.Value.
func (d *depths) String() string {
	var all []string
	for _, n := range *d {
		all = append(all, strconv.Itoa(n))
	}
	return strings.Join(all, ",")
}

// Set implements pflag.Value.
func (d *depths) Set(text string) error {
	var all []int
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "..")
		if !isRange {
			to = from
		}
		first, err := strconv.Atoi(from)
		last, err2 := strconv.Atoi(to)
		if err := errors.Join(err, err2); err != nil {
			return err
		}
		if first < 0 || last < first || last >= maxDepths {
			return strconv.ErrRange
		}
		for n := first; n <= last; n++ {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	*d = slices.Compact(all)
	return nil
}

// Type implements pflag.Value.
func (d *depths) Type() string { return "thoughts" }

// want says what the option takes, for flagError.
func (d *depths) want() string {
	return fmt.Sprintf("a number below %d, or several: 0..6, or 0,2,6", maxDepths)
}

// or returns the numbers, or the model's own.
func (d *depths) or(own int) []int {
	if len(*d) == 0 {
		return []int{own}
	}
	return *d
}
