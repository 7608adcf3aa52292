package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/coconut-page/coconut/intervene"
)

// changeFlags are the options that change thoughts.
type changeFlags struct {
	changes []string
	other   string
	seed    uint64
	noises  bool // there is noise among the changes
}

func (c *changeFlags) vars(flags *pflag.FlagSet) {
	flags.StringArrayVar(&c.changes, "change", nil,
		"change a thought before it is read: KIND[:THOUGHT[:AMOUNT]], where KIND is zero, noise, swap or remove;\n"+
			"without THOUGHT all of them; may be repeated")
	flags.StringVar(&c.other, "other", "", "question whose thoughts --change swap takes")
	flags.Uint64Var(&c.seed, "noise-seed", 0,
		"the same number gives --change noise the same noise (default: another each time)")
}

// wantChange describes the values of --change.
const wantChange = "KIND[:THOUGHT[:AMOUNT]], such as zero, zero:3 or noise:2:0.5"

// defaultNoise is how many times as strong as the thought noise is.
const defaultNoise = 1

// parse returns the changes.
func (c *changeFlags) parse(flags *pflag.FlagSet) ([]intervene.Change, error) {
	if !flags.Changed("noise-seed") {
		c.seed = rand.Uint64()
	}
	var all []intervene.Change
	swaps := false
	for i, text := range c.changes {
		change, ok := parseChange(text)
		if !ok {
			return nil, &valueError{"change", text, wantChange, nil}
		}
		switch change.Kind {
		case intervene.Swap:
			swaps, change.Other = true, c.other
			if c.other == "" {
				return nil, &valueError{"change", text, "--other QUESTION beside it", nil}
			}
		case intervene.Noise:
			c.noises, change.Seed = true, c.seed+uint64(i)
		}
		all = append(all, change)
	}
	if c.other != "" && !swaps {
		return nil, &effectError{"other", "without --change swap"}
	}
	if flags.Changed("noise-seed") && !c.noises {
		return nil, &effectError{"noise-seed", "without --change noise"}
	}
	return all, nil
}

// explain names the option in an error about a change.
func (c *changeFlags) explain(err error) error {
	if errors.Is(err, intervene.ErrChange) {
		return fmt.Errorf("--change: %w", err)
	}
	return err
}

// parseChange reads KIND[:THOUGHT[:AMOUNT]]. Which kinds there are is package intervene's to say.
func parseChange(text string) (c intervene.Change, ok bool) {
	kind, rest, has := strings.Cut(text, ":")
	c.Kind = intervene.Kind(kind)
	if c.Kind == intervene.Noise {
		c.Amount = defaultNoise
	}
	if !has {
		return c, kind != ""
	}
	thought, amount, has := strings.Cut(rest, ":")
	var err error
	if c.Thought, err = strconv.Atoi(thought); err != nil || c.Thought < 1 {
		return c, false
	}
	if has {
		c.Amount, err = strconv.ParseFloat(amount, 64)
		return c, err == nil && c.Kind == intervene.Noise
	}
	return c, true
}
