package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/runtime"
)

// perplexity is the output of `coconut perplexity --json`.
type perplexity struct {
	// Tokens is how many tokens were predicted, Window how many were read at a time.
	Tokens int `json:"tokens"`
	Window int `json:"window"`
	// NLL is the mean negative log-likelihood of a token in nats, Perplexity its exponential.
	NLL        float64 `json:"nll"`
	Perplexity float64 `json:"perplexity"`

	sum float64
}

// newPerplexity is `coconut perplexity`.
func newPerplexity() *cobra.Command {
	var model, data string
	var window, most, threads int
	var exact, asJSON bool
	cmd := &cobra.Command{
		Use:     "perplexity",
		Short:   "Measure how well a model predicts a text",
		Example: "  coconut perplexity --model models/smollm2 --data text.txt --tokens 2000",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			text, err := os.ReadFile(data)
			if err != nil {
				return err
			}
			if !utf8.Valid(text) {
				return fmt.Errorf("%s is not text in UTF-8, so its perplexity would mean nothing", data)
			}
			m, err := openText(cmd.Context(), model)
			if err != nil {
				return err
			}
			m.Runtime().SetThreads(threads)
			if m.Tokenizer() == nil {
				return &noTextError{model}
			}
			ids, err := m.Tokenizer().Encode(string(text))
			if err != nil {
				return fmt.Errorf("%s: %w", data, err)
			}
			if exact {
				m = m.Dequantized()
			}
			p := perplexity{Window: min(window, m.Runtime().Config().MaxPositions)}
			if err := p.measure(cmd.Context(), m.Runtime(), ids, most, cmd.ErrOrStderr()); err != nil {
				return err
			}
			if p.Tokens == 0 {
				return fmt.Errorf("%s has %d tokens; there is nothing to predict", data, len(ids))
			}
			p.NLL = p.sum / float64(p.Tokens)
			p.Perplexity = math.Exp(p.NLL)
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(p)
			}
			fmt.Fprintf(cmd.OutOrStdout(), "perplexity %.4f on %d tokens, in windows of %d\n", p.Perplexity, p.Tokens,
				p.Window)
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&model, "model", "", "name, folder or URL of the model")
	flags.StringVar(&data, "data", "", "file of text")
	countVar(flags, &window, "window", 2, 512, "tokens that are read at a time, each window from an empty cache")
	countVar(flags, &most, "tokens", 1, 1<<20, "most tokens to predict")
	threadsVar(flags, &threads)
	flags.BoolVar(&exact, "float32", false,
		"compute with float32, slowly: what the number format costs beside the activations")
	flags.BoolVar(&asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("model"))
	cobra.CheckErr(cmd.MarkFlagRequired("data"))
	return cmd
}

// measure adds up the negative log-likelihood of all tokens but the first of each window.
func (p *perplexity) measure(ctx context.Context, m *runtime.Model, ids []int, most int, progress io.Writer) error {
	total := len(ids)
	for len(ids) > 1 && p.Tokens < most {
		window := ids[:min(p.Window, len(ids), most-p.Tokens+1)]
		if err := p.window(ctx, m, window); err != nil {
			return err
		}
		ids = ids[len(window):]
		fmt.Fprintf(progress, "\r%d of %d tokens", p.Tokens, min(most, total))
	}
	fmt.Fprintln(progress)
	return nil
}

// window predicts each token of a window from those before it.
func (p *perplexity) window(ctx context.Context, m *runtime.Model, ids []int) error {
	session, logits := m.NewSession(), make([]float32, m.Config().VocabSize)
	for i, id := range ids[:len(ids)-1] {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		if err := session.Step(id); err != nil {
			return err
		}
		if err := session.Logits(logits); err != nil {
			return err
		}
		p.sum -= completion.Partition(logits).LogProb(logits[ids[i+1]])
		p.Tokens++
	}
	return nil
}
