package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// completion is the output of `coconut complete --json`.
type completion struct {
	PromptIDs []int  `json:"prompt_ids"`
	Thoughts  int    `json:"thoughts"`
	IDs       []int  `json:"ids"`
	Text      string `json:"text"`
	// FinishReason is "stop" after a token that ends a text, "length" after --max-tokens or at the end of the context.
	FinishReason string           `json:"finish_reason"`
	Steps        []completionStep `json:"steps"`
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
	chatted, asJSON     bool
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
			o.chatted = cmd.Flags().Changed("chat")
			c, err := o.run(cmd.Context(), model, cmd.OutOrStdout())
			if cause := context.Cause(cmd.Context()); err != nil && cause != nil {
				return cause // rather than that weights are missing because they are no longer read
			}
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
	case o.chatted:
		return o.chatPrompt(model, ends)
	}
	if prompt, err = model.tokens.Encode(o.prompt); err != nil {
		return nil, nil, err
	}
	if t, ok := model.tokens.(*bpe.Tokenizer); ok {
		before, _ := t.Around()
		prompt = slices.Concat(before, prompt)
	}
	return prompt, ends, nil
}

// errNoChat: only the tokenizers of language models have ChatML's tokens.
var errNoChat = errors.New("the model does not chat; use --prompt")

// chatPrompt is promptOf for --chat.
func (o *completeOptions) chatPrompt(model *textModel, ends []int) (prompt, all []int, err error) {
	t, ok := model.tokens.(*bpe.Tokenizer)
	if !ok {
		return nil, nil, errNoChat
	}
	system := ""
	if t.Preset() == "smollm" {
		system = bpe.SmolLM2System
	}
	chat, err := bpe.NewChatML(t, system)
	if err != nil {
		return nil, nil, err
	}
	prompt, err = chat.Prompt([]bpe.Message{{Role: "user", Text: o.chat}})
	return prompt, append(ends, chat.End()), err
}

// errNoPrompt: there is nothing to continue.
var errNoPrompt = errors.New("the prompt is empty")

// read reads the prompt and thinks, and stops when the context does.
func (o *completeOptions) read(ctx context.Context, session *runtime.Session, prompt []int, most int) error {
	switch {
	case len(prompt) == 0:
		return errNoPrompt
	case len(prompt)+o.thoughts > most:
		return fmt.Errorf("%d tokens and %d thoughts take %d positions, and the model has %d", len(prompt), o.thoughts,
			len(prompt)+o.thoughts, most)
	}
	for piece := range slices.Chunk(prompt, prefillPiece) {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if err := session.Prefill(piece); err != nil {
			return err
		}
	}
	for range o.thoughts {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if err := session.Think(); err != nil {
			return err
		}
	}
	return nil
}

// prefillPiece is how many tokens of a prompt are read between two looks at the context.
const prefillPiece = 64

// run reads the prompt, thinks, and writes tokens: to w as they come, unless JSON is wanted.
func (o *completeOptions) run(ctx context.Context, model *textModel, w io.Writer) (*completion, error) {
	prompt, ends, err := o.promptOf(model)
	if err != nil {
		return nil, err
	}
	session := model.NewSession()
	positions := model.Config().MaxPositions
	if err := o.read(ctx, session, prompt, positions); err != nil {
		return nil, err
	}
	if o.asJSON {
		w = io.Discard
	}
	p, logits := newPrinter(w, model, o.tops > 0), make([]float32, model.Config().VocabSize)
	c := &completion{PromptIDs: prompt, Thoughts: o.thoughts, IDs: []int{}, Steps: []completionStep{}}
	for len(c.IDs) < o.max {
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		step, err := o.next(session, model, logits)
		if err != nil {
			return nil, err
		}
		if slices.Contains(ends, step.ID) {
			c.FinishReason = "stop"
			break
		}
		c.IDs, c.Steps = append(c.IDs, step.ID), append(c.Steps, step)
		p.print(step)
		if len(c.IDs) == o.max || session.Len() == positions {
			c.FinishReason = "length"
			break
		}
		if err := session.Step(step.ID); err != nil {
			return nil, err
		}
	}
	c.Text = p.end()
	return c, nil
}

// next chooses the next token. logits is memory for those of all tokens.
func (o *completeOptions) next(session *runtime.Session, model *textModel, logits []float32) (completionStep, error) {
	if err := session.Logits(logits); err != nil {
		return completionStep{}, err
	}
	var top []candidate
	highest, sum := partition(logits)
	for _, id := range runtime.Highest(logits, max(o.tops, 1)) {
		c := candidate{ID: id, Logit: logits[id], Probability: math.Exp(float64(logits[id]-highest)) / sum}
		if model.tokens != nil {
			c.Token = model.tokens.Token(id)
		}
		top = append(top, c)
	}
	return completionStep{ID: top[0].ID, Token: top[0].Token, Top: top[:min(o.tops, len(top))]}, nil
}

// partition returns the highest logit, and the sum of the exponentials of all relative to it: what a probability is a
// share of.
func partition(logits []float32) (highest float32, sum float64) {
	highest = slices.Max(logits)
	for _, v := range logits {
		sum += math.Exp(float64(v - highest))
	}
	return highest, sum
}
