package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/weights"
)

// askCommand are the options of `coconut ask`.
type askCommand struct {
	model  string
	asJSON bool
	task   reasoner.Options // for models of a task
	text   textAsk          // for language models
	change changeFlags      // for both
	vote   voteFlags        // for both
}

// newAsk is `coconut ask`.
func newAsk() *cobra.Command {
	var a askCommand
	cmd := &cobra.Command{
		Use:   "ask QUESTION",
		Short: "Answer a question by thinking in hidden states",
		Example: `  coconut ask "Every terpus is a gerpus. Tom is a terpus. Davis is a dumpus. Is Tom a gerpus or dumpus?"
  coconut ask --trace --thoughts 3 "Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?"
  coconut ask --change zero:2 "Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?"
  coconut ask --vote 15 --least 0.9 "Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?"
  coconut ask - < question.txt
  coconut ask --model models/codi --thoughts 6 "Tom has 3 apples and buys 12 more. How many has he?"`,
		Args: oneQuestion,
		RunE: func(cmd *cobra.Command, args []string) error {
			question, err := readQuestion(args[0], cmd.InOrStdin())
			if err != nil {
				return err
			}
			if a.task.Changes, err = a.change.parse(cmd.Flags()); err != nil {
				return err
			}
			if a.change.noises && !a.asJSON {
				fmt.Fprintf(cmd.ErrOrStderr(), "the noise is that of --noise-seed %d\n", a.change.seed)
			}
			source, err := modelSource(a.model)
			if err != nil {
				return err
			}
			store, err := weights.Open(cmd.Context(), source)
			if err != nil {
				return err
			}
			if a.vote.runs > 0 {
				return a.askVote(cmd, store, question)
			}
			if err := withoutEffect(cmd, "without --vote", "least"); err != nil {
				return err
			}
			if free, err := isText(store); err != nil {
				return err
			} else if free {
				return a.askText(cmd, store, question)
			}
			return a.askTask(cmd, source, question)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&a.model, "model", defaultModel, "name, folder or URL of the model")
	countVar(flags, &a.task.Thoughts, "thoughts", 0, -1, "number of latent steps (default: the model's own)")
	flags.BoolVar(&a.task.Trace, "trace", false, "show every step and what the model would say after it")
	countVar(flags, &a.task.TopK, "top", 1, 5, "number of candidates for each step")
	flags.BoolVar(&a.task.Hidden, "hidden", false,
		"add the hidden states to the steps (with --json, and --trace for a model of a task)")
	flags.BoolVar(&a.task.StopEarly, "stop-early", false,
		"let the model's stop head end the thoughts (for models that have one)")
	flags.BoolVar(&a.task.WithoutThoughts, "without-thoughts", false, "remove the thoughts and force an immediate answer")
	flags.BoolVar(&a.asJSON, "json", false, "print one JSON object")
	a.change.vars(flags)
	a.vote.vars(flags)
	textAskVars(cmd, &a.text)
	return cmd
}

// askTask asks a model of a task.
func (a *askCommand) askTask(cmd *cobra.Command, source weights.Source, question string) error {
	if err := askEffects(cmd, a.task, a.asJSON); err != nil {
		return err
	}
	r, err := reasoner.Load(cmd.Context(), source, nil)
	if err != nil {
		return err
	}
	if !a.task.Trace {
		a.task.TopK = 0
	}
	res, err := r.Ask(cmd.Context(), question, a.task, nil)
	if err != nil {
		return a.change.explain(err)
	}
	if a.asJSON {
		return json.NewEncoder(cmd.OutOrStdout()).Encode(res)
	}
	printResult(cmd.OutOrStdout(), res)
	return nil
}

// askText asks a language model.
func (a *askCommand) askText(cmd *cobra.Command, store *weights.Store, question string) error {
	a.text.model, a.text.question, a.text.asJSON = a.model, question, a.asJSON
	a.text.Thoughts, a.text.Top, a.text.Hidden = a.task.Thoughts, a.task.TopK, a.task.Hidden
	a.text.Changes, a.text.change = a.task.Changes, &a.change
	if err := a.text.effects(cmd); err != nil {
		return err
	}
	w := cmd.OutOrStdout()
	if !a.asJSON {
		w = visible(w)
	}
	return a.text.run(cmd.Context(), store, w)
}

// maxQuestion is the size limit of a question in bytes; the models accept far less.
const maxQuestion = 1 << 20

// questionError means that the arguments of `coconut ask` are not one question.
type questionError struct{ words int }

// Error implements error.
func (e *questionError) Error() string {
	if e.words == 0 {
		return `which question? coconut ask "Every cat is an animal. …", or coconut ask - to read it from standard input`
	}
	return fmt.Sprintf(`the question came as %d arguments: quote it, as in coconut ask "Every cat is an animal. …"`,
		e.words)
}

// oneQuestion checks the arguments of `coconut ask`.
func oneQuestion(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return &questionError{len(args)}
	}
	return nil
}

// readQuestion returns an argument's question: the argument itself, or for "-" standard input.
func readQuestion(arg string, stdin io.Reader) (string, error) {
	if arg != "-" {
		return arg, nil
	}
	text, err := io.ReadAll(io.LimitReader(stdin, maxQuestion+1))
	if err != nil {
		return "", fmt.Errorf("read the question from standard input: %w", err)
	}
	if len(text) > maxQuestion {
		return "", fmt.Errorf("the question on standard input has more than %d bytes", maxQuestion)
	}
	return strings.TrimSpace(string(text)), nil
}

// askEffects rejects options that would be ignored.
func askEffects(cmd *cobra.Command, o reasoner.Options, asJSON bool) error {
	if err := withoutEffect(cmd, "with a model of a task", textOnly...); err != nil {
		return err
	}
	if o.WithoutThoughts {
		return withoutEffect(cmd, "with --without-thoughts", "thoughts", "stop-early")
	}
	if !o.Trace {
		return withoutEffect(cmd, "without --trace", "top", "hidden")
	}
	if !asJSON {
		return withoutEffect(cmd, "without --json", "hidden")
	}
	return nil
}

// printResult writes a result for people.
func printResult(w io.Writer, res *reasoner.Result) {
	fmt.Fprintln(w, res.Answer)
	for _, s := range res.Steps {
		if s.Kind != "prompt" {
			fmt.Fprintf(w, "  %-9s %-8s %6.2f ms  says %-60s thinks %s\n", fmt.Sprintf("%s %d", s.Kind, s.Index+1), s.Token,
				s.Millis, candidates(s.Top), candidates(s.Direct))
		}
	}
	fmt.Fprintf(w, "%s: %s", res.Verdict, res.Why)
	if len(res.Path) > 0 {
		fmt.Fprintf(w, " (%s)", strings.Join(res.Path, " → "))
	}
	if shallow := res.Shallow(); shallow != "" {
		fmt.Fprintf(w, "\ntoo few thoughts: %s (--thoughts %d)", shallow, res.ThoughtsNeeded)
	}
	fmt.Fprintf(w,
		"\n%s, %d thoughts, %d prompt tokens, %d generated; prefill %.1f ms, thoughts %.1f ms, answer %.1f ms, total %.1f ms\n",
		res.Model, res.Thoughts, res.PromptTokens, len(res.Tokens), res.PrefillMS, res.ThinkMS, res.DecodeMS, res.TotalMS)
}

func candidates(top []reasoner.Candidate) string {
	var out []string
	for _, c := range top {
		if c.Prob >= 0.005 {
			out = append(out, fmt.Sprintf("%s %.2f", c.Token, c.Prob))
		}
	}
	return strings.Join(out, ", ")
}
