package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/runtime"
)

// completion is the output of `coconut complete --json`.
type completion struct {
	PromptIDs []int            `json:"prompt_ids"`
	Thoughts  int              `json:"thoughts"`
	IDs       []int            `json:"ids"`
	Steps     []completionStep `json:"steps"`
}

// completionStep is one written token, and the likeliest alternatives.
type completionStep struct {
	ID  int         `json:"id"`
	Top []candidate `json:"top,omitempty"`
}

// candidate is a token that might come next.
type candidate struct {
	ID          int     `json:"id"`
	Logit       float32 `json:"logit"`
	Probability float64 `json:"probability"`
}

// completeOptions are the flags of `coconut complete`.
type completeOptions struct {
	model               string
	prompt, stop        []int
	thoughts, max, tops int
}

// newComplete is `coconut complete`.
func newComplete() *cobra.Command {
	var o completeOptions
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "complete",
		Short:   "Continue a sequence of tokens, the likeliest one each time",
		Example: "  coconut complete --model models/smollm2 --prompt-ids 504,3575,282,4649,314 --max-tokens 8 --top 3 --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			store, err := openModel(cmd.Context(), o.model)
			if err != nil {
				return err
			}
			model, err := runtime.Open(cmd.Context(), store, nil)
			if err != nil {
				return err
			}
			c, err := o.run(cmd.Context(), model)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(c)
			}
			c.print(cmd.OutOrStdout())
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "", "name, folder or URL of the model")
	flags.IntSliceVar(&o.prompt, "prompt-ids", nil, "tokens to continue, for instance 504,3575,282")
	flags.IntSliceVar(&o.stop, "stop-ids", nil, "tokens that end the text; they are not written")
	countVar(flags, &o.thoughts, "thoughts", 0, 0, "latent steps between the prompt and the text")
	countVar(flags, &o.max, "max-tokens", 1, 32, "maximum number of tokens to write")
	countVar(flags, &o.tops, "top", 0, 0, "candidates to list with each token")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("model"))
	cobra.CheckErr(cmd.MarkFlagRequired("prompt-ids"))
	return cmd
}

// run reads the prompt, thinks, and writes tokens.
func (o *completeOptions) run(ctx context.Context, model *runtime.Model) (*completion, error) {
	c := &completion{PromptIDs: o.prompt, Thoughts: o.thoughts, IDs: []int{}, Steps: []completionStep{}}
	session := model.NewSession()
	if err := session.Prefill(o.prompt); err != nil {
		return nil, err
	}
	for range o.thoughts {
		if err := session.Think(); err != nil {
			return nil, err
		}
	}
	logits := make([]float32, model.Config().VocabSize)
	for range o.max {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		if err := session.Logits(logits); err != nil {
			return nil, err
		}
		top := best(logits, max(o.tops, 1))
		next := top[0].ID
		if slices.Contains(o.stop, next) {
			break
		}
		c.IDs, c.Steps = append(c.IDs, next), append(c.Steps, completionStep{next, top[:o.tops]})
		if len(c.IDs) == o.max {
			break // the last token need not be read
		}
		if err := session.Step(next); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// best returns the k likeliest tokens, the lower id first among equals.
func best(logits []float32, k int) []candidate {
	var top []candidate
	highest := slices.Max(logits)
	var sum float64
	for id, v := range logits {
		sum += math.Exp(float64(v - highest))
		at := len(top)
		for at > 0 && v > top[at-1].Logit {
			at--
		}
		if at < k {
			top = slices.Insert(top, at, candidate{ID: id, Logit: v})
			top = top[:min(len(top), k)]
		}
	}
	for i := range top {
		top[i].Probability = math.Exp(float64(top[i].Logit-highest)) / sum
	}
	return top
}

// print writes the tokens, and the candidates of each, for people.
func (c *completion) print(w io.Writer) {
	for _, s := range c.Steps {
		fmt.Fprint(w, s.ID)
		for _, t := range s.Top {
			fmt.Fprintf(w, "  %d (%.1f %%, logit %.3f)", t.ID, 100*t.Probability, t.Logit)
		}
		fmt.Fprintln(w)
	}
}
