package main

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/coconut-page/coconut/completion"
)

// textFlags are the options of the commands that write text.
type textFlags struct {
	completion.Options
	float32 bool
	threads int
}

// textVars adds the options to a command. most is the default of --max-tokens, 0 for the rest of the context.
func textVars(cmd *cobra.Command, o *textFlags, most int) {
	flags := cmd.Flags()
	numberVar(flags, &o.Temperature, "temperature", 100, "how freely tokens are drawn; 0 takes the likeliest each time")
	countVar(flags, &o.TopK, "top-k", 0, 0, "draw from this many of the likeliest tokens; 0 for all")
	numberVar(flags, &o.TopP, "top-p", 1, "draw from the likeliest tokens that have this probability together, 0 to 1")
	numberVar(flags, &o.MinP, "min-p", 1,
		"draw from tokens that have this share of the likeliest one's probability, 0 to 1")
	numberVar(flags, &o.RepetitionPenalty, "repetition-penalty", 100, "make tokens that were used before less likely, "+
		"for instance 1.1")
	flags.Uint64Var(&o.Seed, "seed", 0, "the same number gives the same text; without it each text is another")
	flags.StringArrayVar(&o.Stop, "stop", nil, "text that ends the answer before it; may be repeated")
	flags.IntSliceVar(&o.StopIDs, "stop-ids", nil, "more tokens that end the text; they are not written")
	usage := "most tokens to write"
	if most == 0 {
		usage += "; 0 for as many as fit"
	}
	countVar(flags, &o.MaxTokens, "max-tokens", min(most, 1), most, usage)
	threadsVar(flags, &o.threads)
	flags.BoolVar(&o.float32, "float32", false,
		"compute with float32, slowly: what the model's number format is compared with")
}

// threadsVar adds the number of threads that share a model's work.
func threadsVar(flags *pflag.FlagSet, threads *int) {
	countVar(flags, threads, "threads", 1, runtime.GOMAXPROCS(0),
		"how many threads to use; the text does not depend on it")
}

// finish fills in what the command line leaves open.
func (o *textFlags) finish(flags *pflag.FlagSet) error {
	if !flags.Changed("seed") {
		o.Seed = rand.Uint64()
	}
	if o.Temperature == 0 {
		for _, name := range []string{"top-k", "top-p", "min-p", "seed"} {
			if flags.Changed(name) {
				return &effectError{name, "without --temperature: the likeliest token is written each time"}
			}
		}
	}
	return nil
}

// prepare returns the model to use.
func (o *textFlags) prepare(model *completion.Model) (*completion.Model, error) {
	size := model.Runtime().Config().VocabSize
	for _, id := range o.StopIDs {
		if id < 0 || id >= size {
			return nil, &valueError{"stop-ids", strconv.Itoa(id), fmt.Sprintf("tokens from 0 to %d", size-1), nil}
		}
	}
	model.Runtime().SetThreads(o.threads)
	if !o.float32 {
		return model, nil
	}
	if err := model.Wait(); err != nil {
		return nil, err
	}
	return model.Dequantized(), nil
}
