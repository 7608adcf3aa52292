package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/intervene"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// asked is the output of `coconut ask --json` for a language model.
type asked struct {
	Model    string `json:"model"`
	Scheme   string `json:"scheme,omitempty"`
	Question string `json:"question"`
	// Thoughts is how many were taken, Trained how many the model was trained to take.
	Thoughts int `json:"thoughts"`
	Trained  int `json:"trained_thoughts"`
	// Changes are those that were made to the thoughts.
	Changes []intervene.Change `json:"changes,omitempty"`
	// Answer is what the scheme's rule finds in Text; Found says whether it did.
	Answer       string            `json:"answer"`
	Found        bool              `json:"found"`
	Text         string            `json:"text"`
	PromptIDs    []int             `json:"prompt_ids"`
	IDs          []int             `json:"ids"`
	FinishReason completion.Finish `json:"finish_reason"`
	// Seed is what --seed has to be for the same text, if tokens were drawn.
	Seed      *uint64     `json:"seed,omitempty"`
	PrefillMS float64     `json:"prefill_ms"` // of the question, without the thoughts
	ThinkMS   float64     `json:"think_ms"`
	DecodeMS  float64     `json:"decode_ms"`
	TotalMS   float64     `json:"total_ms"`
	Steps     []askedStep `json:"steps"`
}

// askedStep is a step of the answer.
type askedStep struct {
	Kind  runtime.StepKind `json:"kind"`
	Index int              `json:"index"`
	// ID and Token are what was written, for a token.
	ID    *int   `json:"id,omitempty"`
	Token string `json:"token,omitempty"`
	// Top is what the thought is when it is read through the head, or what might have been written in the token's place.
	Top    []candidate `json:"top,omitempty"`
	Hidden []float32   `json:"hidden,omitempty"`
	Millis float64     `json:"ms"`
}

// textAsk are the options of `coconut ask` for language models.
type textAsk struct {
	completion.ReasonOptions
	model, question string
	asJSON          bool
	threads         int
	change          *changeFlags
}

// textAskVars adds them to the command.
func textAskVars(cmd *cobra.Command, o *textAsk) {
	flags := cmd.Flags()
	countVar(flags, &o.MaxTokens, "max-tokens", 1, 0, "most tokens to write (default: the model's own)")
	numberVar(flags, &o.Temperature, "temperature", 100, "how freely tokens are drawn; 0 takes the likeliest each time")
	threadsVar(flags, &o.threads)
	flags.Uint64Var(&o.Seed, "seed", 0, "the same number gives the same text; without it each text is another")
	flags.StringVar(&o.Template, "template", "",
		"the prompt, with "+runtime.QuestionMark+" in it (default: the model's own)")
}

// textOnly are the options that have an effect on language models alone.
var textOnly = []string{"max-tokens", "temperature", "seed", "template", "threads"}

// isText reports whether a model answers in free text, instead of questions of one of the tasks.
func isText(store *weights.Store) (bool, error) {
	c, err := runtime.ParseConfig(store.Manifest().Config)
	return c.Task == "" || c.Latent != nil, err
}

// effects rejects options that would be ignored.
func (o *textAsk) effects(cmd *cobra.Command) error {
	if err := withoutEffect(cmd, "with a language model, whose thoughts are always shown", "trace"); err != nil {
		return err
	}
	if err := withoutEffect(cmd, "with a language model; --thoughts N takes as many as you say", "stop-early",
		"without-thoughts"); err != nil {
		return err
	}
	if !o.asJSON {
		if err := withoutEffect(cmd, "without --json", "hidden"); err != nil {
			return err
		}
	}
	if o.Temperature == 0 {
		return withoutEffect(cmd, "without --temperature: the likeliest token is written each time", "seed")
	}
	if !cmd.Flags().Changed("seed") {
		o.Seed = rand.Uint64()
	}
	return nil
}

// run asks, and writes what happens for people as it comes, or in the end as JSON.
func (o *textAsk) run(ctx context.Context, store *weights.Store, w io.Writer) error {
	model, err := completion.OpenStore(ctx, store, nil)
	if err != nil {
		return err
	}
	model.Runtime().SetThreads(o.threads)
	scheme := ""
	if l := model.Runtime().Config().Latent; l != nil {
		scheme = l.Name
	}
	show := func(s completion.ReasonStep) { showThought(w, s) }
	if o.asJSON {
		show = nil
	}
	r, err := model.Reason(ctx, o.question, o.ReasonOptions, show)
	if err == completion.ErrNoTokenizer {
		return &noTextError{o.model}
	}
	if err != nil {
		return o.change.explain(err)
	}
	a := &asked{Changes: o.Changes, Model: model.Info().Name, Scheme: scheme, Question: o.question, Thoughts: r.Thoughts,
		Trained: model.Info().Thoughts, Answer: r.Answer,
		Found: r.Found, Text: r.Text, PromptIDs: r.PromptIDs, IDs: append([]int{}, r.IDs...), FinishReason: r.Finish,
		PrefillMS: ms(r.PrefillTime - r.ThinkTime), ThinkMS: ms(r.ThinkTime), DecodeMS: ms(r.DecodeTime),
		TotalMS: ms(r.TotalTime), Steps: askedSteps(r.Steps)}
	if o.Temperature > 0 {
		a.Seed = &o.Seed
	}
	if o.asJSON {
		return json.NewEncoder(w).Encode(a)
	}
	a.print(w)
	return nil
}

func ms(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

func askedSteps(steps []completion.ReasonStep) (all []askedStep) {
	for _, s := range steps {
		a := askedStep{Kind: s.Kind, Index: s.Index, Token: s.Token.Token, Top: candidatesOf(s.Top), Hidden: s.Hidden,
			Millis: ms(s.Duration)}
		if s.Token.ID >= 0 {
			a.ID = &s.Token.ID
		}
		all = append(all, a)
	}
	return all
}

// showThought writes the question's or a thought's candidates.
func showThought(w io.Writer, s completion.ReasonStep) {
	name := "question"
	switch s.Kind {
	case runtime.StepThought:
		name = fmt.Sprintf("thought %d", s.Index+1)
	case runtime.StepToken, runtime.StepEot:
		return
	}
	var top []string
	for _, c := range s.Top {
		top = append(top, fmt.Sprintf("%q %.2f", c.Token, math.Exp(c.LogProb)))
	}
	fmt.Fprintf(w, "  %-10s %8.2f ms  %s\n", name, ms(s.Duration), strings.Join(top, ", "))
}

// print writes the end of an answer for people.
func (a *asked) print(w io.Writer) {
	fmt.Fprintln(w, strings.TrimSpace(a.Text))
	if a.Found && a.Answer != strings.TrimSpace(a.Text) {
		fmt.Fprintf(w, "answer: %s\n", a.Answer)
	} else if !a.Found {
		fmt.Fprintln(w, "there is no answer in this text")
	}
	if a.FinishReason == completion.FinishLength {
		fmt.Fprintf(w, "the text is cut off after %d tokens, at its limit (--max-tokens) or the end of the context\n",
			len(a.IDs))
	}
	if a.Thoughts != a.Trained && a.Trained > 0 {
		fmt.Fprintf(w, "the model was trained to take %d thoughts\n", a.Trained)
	} else if a.Thoughts > 0 && a.Trained == 0 {
		fmt.Fprintln(w, "the model was not trained to take thoughts")
	}
	scheme := ""
	if a.Scheme != "" {
		scheme = " (" + a.Scheme + ")"
	}
	fmt.Fprintf(w, "%s%s, %d thoughts, %d prompt tokens, %d generated; prefill %.1f ms, thoughts %.1f ms, "+
		"answer %.1f ms, total %.1f ms\n", a.Model, scheme, a.Thoughts, len(a.PromptIDs), len(a.IDs), a.PrefillMS, a.ThinkMS, a.DecodeMS,
		a.TotalMS)
}
