package main

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// completion is the output of `coconut complete --json`.
type completion struct {
	PromptIDs []int            `json:"prompt_ids"`
	Thoughts  int              `json:"thoughts"`
	IDs       []int            `json:"ids"`
	Text      string           `json:"text"`
	Steps     []completionStep `json:"steps"`
}

// completionStep is one written token, and the likeliest alternatives.
type completionStep struct {
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
	model, prompt, chat string
	ids, stop           []int
	thoughts, max, tops int
	asJSON              bool
}

// newComplete is `coconut complete`.
func newComplete() *cobra.Command {
	var o completeOptions
	cmd := &cobra.Command{
		Use:   "complete",
		Short: "Continue a text, the likeliest token each time",
		Example: "  coconut complete --model models/smollm2 --prompt \"The capital of France is\" --top 3\n" +
			"  coconut complete --model models/smollm2 --chat \"What is the capital of France?\"\n" +
			"  coconut complete --model models/smollm2 --prompt-ids 504,3575,282,4649,314 --max-tokens 8 --json",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			model, err := openText(cmd.Context(), o.model)
			if err != nil {
				return err
			}
			c, err := o.run(cmd.Context(), model, cmd.OutOrStdout())
			if err != nil {
				return err
			}
			if o.asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(c)
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&o.model, "model", "", "name, folder or URL of the model")
	flags.StringVar(&o.prompt, "prompt", "", "text to continue")
	flags.StringVar(&o.chat, "chat", "", "message to answer, for models that chat by ChatML")
	flags.IntSliceVar(&o.ids, "prompt-ids", nil, "tokens to continue, for instance 504,3575,282")
	flags.IntSliceVar(&o.stop, "stop-ids", nil, "more tokens that end the text; they are not written")
	countVar(flags, &o.thoughts, "thoughts", 0, 0, "latent steps between the prompt and the text")
	countVar(flags, &o.max, "max-tokens", 1, 128, "most tokens to write")
	countVar(flags, &o.tops, "top", 0, 0, "candidates to list with each token")
	flags.BoolVar(&o.asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("model"))
	cmd.MarkFlagsOneRequired("prompt", "chat", "prompt-ids")
	cmd.MarkFlagsMutuallyExclusive("prompt", "chat", "prompt-ids")
	return cmd
}

// promptOf returns the tokens to continue, and the tokens that end the text.
func (o *completeOptions) promptOf(model *textModel) (prompt, ends []int, err error) {
	ends = append(slices.Clone(o.stop), model.ends...)
	switch {
	case len(o.ids) > 0:
		return o.ids, ends, nil
	case model.tokens == nil:
		return nil, nil, &noTextError{o.model}
	case o.chat != "":
		chat, err := bpe.NewChatML(model.tokens, bpe.SmolLM2System)
		if err != nil {
			return nil, nil, err
		}
		prompt, err = chat.Prompt([]bpe.Message{{Role: "user", Text: o.chat}})
		return prompt, append(ends, chat.End()), err
	}
	if prompt, err = model.tokens.Encode(o.prompt); err != nil {
		return nil, nil, err
	}
	before, _ := model.tokens.Around()
	return slices.Concat(before, prompt), ends, nil
}

// run reads the prompt, thinks, and writes tokens: to w as they come, unless JSON is wanted.
func (o *completeOptions) run(ctx context.Context, model *textModel, w io.Writer) (*completion, error) {
	prompt, ends, err := o.promptOf(model)
	if err != nil {
		return nil, err
	}
	session := model.NewSession()
	if err := session.Prefill(prompt); err != nil {
		return nil, err
	}
	for range o.thoughts {
		if err := session.Think(); err != nil {
			return nil, err
		}
	}
	if o.asJSON {
		w = io.Discard
	}
	p := newPrinter(w, model, o.tops > 0)
	c := &completion{PromptIDs: prompt, Thoughts: o.thoughts, IDs: []int{}, Steps: []completionStep{}}
	for len(c.IDs) < o.max {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		step, err := o.next(session, model)
		if err != nil {
			return nil, err
		}
		if slices.Contains(ends, step.ID) {
			break
		}
		c.IDs, c.Steps = append(c.IDs, step.ID), append(c.Steps, step)
		p.print(step)
		if len(c.IDs) == o.max {
			break // what would come after the last token is not needed
		}
		if err := session.Step(step.ID); err != nil {
			return nil, err
		}
	}
	c.Text = p.end()
	return c, nil
}

// next chooses the next token.
func (o *completeOptions) next(session *runtime.Session, model *textModel) (completionStep, error) {
	logits := make([]float32, model.Config().VocabSize)
	if err := session.Logits(logits); err != nil {
		return completionStep{}, err
	}
	top := best(logits, max(o.tops, 1))
	if model.tokens != nil {
		for i := range top {
			top[i].Token = model.tokens.Token(top[i].ID)
		}
	}
	return completionStep{ID: top[0].ID, Token: top[0].Token, Top: top[:o.tops]}, nil
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
