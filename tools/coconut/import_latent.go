package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/latent"
)

// latentOptions are the options of `coconut import` for latent reasoners.
type latentOptions struct {
	kind     string // "" to recognise it, or noLatent
	thoughts int
	alpha    int
}

// noLatent is the value of --latent for a plain model.
const noLatent = "none"

func latentVars(cmd *cobra.Command, o *importOptions) {
	kinds := append(latent.Kinds(), noLatent)
	flags := cmd.Flags()
	flags.StringVar(&o.latent.kind, "latent", "",
		"the kind of latent reasoner, instead of what its tensors say: "+strings.Join(kinds, ", "))
	countVar(flags, &o.latent.thoughts, "thoughts", 1, 0, "how many thoughts the model was trained to take (default: as "+
		"many as published models of its kind)")
	countVar(flags, &o.latent.alpha, "lora-alpha", 1, 0, "alpha of a LoRA that has not been merged (default: that in "+
		"adapter_config.json, or CODI's 32)")
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("latent",
		cobra.FixedCompletions(kinds, cobra.ShellCompDirectiveNoFileComp)))
}

// effects rejects options that would be ignored, and kinds that there are not.
func (o *latentOptions) effects(cmd *cobra.Command) error {
	if o.kind == noLatent {
		return withoutEffect(cmd, "with --latent "+noLatent, "thoughts", "lora-alpha")
	}
	if kinds := latent.Kinds(); o.kind != "" && !slices.Contains(kinds, o.kind) {
		return &valueError{"latent", o.kind, strings.Join(kinds, ", ") + " or " + noLatent, nil}
	}
	return nil
}

// open opens the source: as a latent reasoner, if it is one, with what to tell about it.
func (o *importOptions) open(path string) (c formats.Checkpoint, kind string, notes []string, err error) {
	if o.latent.kind == noLatent {
		c, err = formats.OpenConfig(path, o.config)
		return c, "", nil, err
	}
	c, err = formats.OpenBy(path, o.config, func(path, config string) (formats.Checkpoint, error) {
		l, err := latent.Open(path, latent.Options{Kind: o.latent.kind, Config: config, Tokenizer: o.tokenizer,
			Thoughts: o.latent.thoughts, LoRAAlpha: float64(o.latent.alpha)})
		if err != nil {
			return nil, err
		}
		kind, notes = l.Kind(), l.Notes()
		return l, nil
	})
	if err == nil && kind == "" {
		err = o.latent.unused()
	}
	return c, kind, notes, err
}

// unused rejects options for latent reasoners if the source is none.
func (o *latentOptions) unused() error {
	const why = "with this source, which is a plain model"
	switch {
	case o.kind != "":
		return &effectError{"latent", why}
	case o.thoughts != 0:
		return &effectError{"thoughts", why + "; --latent says what else it is"}
	case o.alpha != 0:
		return &effectError{"lora-alpha", why}
	}
	return nil
}

// printLatent says what was made of a latent reasoner.
func (i *importation) printLatent(w io.Writer) {
	if l := i.Config.Latent; l != nil {
		projection := ""
		if l.Projection != nil {
			projection = ", projected"
		}
		fmt.Fprintf(w, "latent reasoner of kind %s: %d thoughts%s\n", i.Latent, i.Config.Thoughts, projection)
	}
	for _, note := range i.Notes {
		fmt.Fprintf(w, "  %s\n", note)
	}
}
