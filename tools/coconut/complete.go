package main

import (
	"context"
	"encoding/json"
	"io"
	"math"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/completion"
)

// completed is the output of `coconut complete --json`.
type completed struct {
	PromptIDs []int  `json:"prompt_ids"`
	Thoughts  int    `json:"thoughts"`
	IDs       []int  `json:"ids"`
	Text      string `json:"text"`
	// FinishReason is "stop" after a token or text that ends it, "length" after --max-tokens or at the end of the context.
	FinishReason completion.Finish `json:"finish_reason"`
	// Seed is what --seed has to be for the same text, if tokens were drawn.
	Seed  *uint64         `json:"seed,omitempty"`
	Steps []completedStep `json:"steps"`
}

// completedStep is one written token, and the likeliest alternatives.
type completedStep struct {
	ID    int         `json:"id"`
	Token string      `json:"token"`
	Top   []candidate `json:"top,omitempty"`
}

// candidate is a token that might come next.
type candidate struct {
	ID          int     `json:"id"`
	Token       string  `json:"token"`
	Logit       float32 `json:"logit"`
	Probability float64 `json:"probability"`
}

// completeOptions are the flags of `coconut complete`.
type completeOptions struct {
	textFlags
	model, prompt, chat string
	ids                 []int
	chatted, asJSON     bool
}

// newComplete is `coconut complete`.
func newComplete() *cobra.Command {
	var o completeOptions
	cmd := &cobra.Command{
		Use:   "complete",
		Short: "Continue a text",
		Example: "  coconut complete --model models/smollm2 --prompt \"The capital of France is\" --top 3\n" +
			"  coconut complete --model models/smollm2 --chat \"Tell me a story.\" --temperature 0.7 --top-p 0.9 --seed 1\n" +
			"  coconut complete --model models/smollm2 --prompt-ids 504,3575,282,4649,314 --max-tokens 8 --json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			o.chatted = cmd.Flags().Changed("chat")
			if err := o.finish(cmd.Flags()); err != nil {
				return err
			}
			model, err := openText(cmd.Context(), o.model)
			if err != nil {
				return err
			}
			c, err := o.run(cmd.Context(), model, visible(cmd.OutOrStdout()))
			if err != nil || !o.asJSON {
				return err
			}
			return json.NewEncoder(cmd.OutOrStdout()).Encode(c)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "", "name, folder or URL of the model")
	flags.StringVar(&o.prompt, "prompt", "", "text to continue")
	flags.StringVar(&o.chat, "chat", "", "message to answer, for models that chat by ChatML")
	flags.IntSliceVar(&o.ids, "prompt-ids", nil, "tokens to continue, for instance 504,3575,282")
	countVar(flags, &o.Thoughts, "thoughts", 0, 0, "latent steps between the prompt and the text")
	textVars(cmd, &o.textFlags, 128)
	countVar(flags, &o.Top, "top", 0, 0, "candidates to list with each token")
	flags.BoolVar(&o.asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("model"))
	cmd.MarkFlagsOneRequired("prompt", "chat", "prompt-ids")
	cmd.MarkFlagsMutuallyExclusive("prompt", "chat", "prompt-ids")
	return cmd
}

// promptOf returns the tokens to continue.
func (o *completeOptions) promptOf(model *completion.Model) (prompt []int, err error) {
	switch {
	case len(o.ids) > 0:
		return o.ids, nil
	case o.chatted:
		prompt, err = model.Chat([]completion.Message{{Role: "user", Text: o.chat}})
	default:
		prompt, err = model.Prompt(o.prompt)
	}
	if err == completion.ErrNoTokenizer {
		return nil, &noTextError{o.model}
	}
	return prompt, err
}

// run reads the prompt, thinks, and writes tokens: to w as they come, unless JSON is wanted.
func (o *completeOptions) run(ctx context.Context, model *completion.Model, w io.Writer) (*completed, error) {
	prompt, err := o.promptOf(model)
	if err != nil {
		return nil, err
	}
	if model, err = o.prepare(model); err != nil {
		return nil, err
	}
	if o.asJSON {
		w = io.Discard
	}
	p := printer{w: w, lines: o.Top > 0 || model.Tokenizer() == nil}
	c := &completed{PromptIDs: prompt, Thoughts: o.Thoughts, IDs: []int{}, Steps: []completedStep{}}
	if o.Temperature > 0 {
		c.Seed = &o.Seed
	}
	r, err := model.Generate(ctx, prompt, o.Options, func(t completion.Token) {
		p.print(t)
		if t.ID >= 0 {
			c.Steps = append(c.Steps, completedStep{t.ID, t.Token, candidatesOf(t.Top)})
		}
	})
	if err != nil {
		return nil, err
	}
	p.end()
	c.IDs, c.Text, c.FinishReason = append(c.IDs, r.IDs...), r.Text, r.Finish
	return c, nil
}

func candidatesOf(top []completion.Candidate) []candidate {
	var all []candidate
	for _, t := range top {
		all = append(all, candidate{t.ID, t.Token, t.Logit, math.Exp(t.LogProb)})
	}
	return all
}
