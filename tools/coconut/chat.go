package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/completion"
)

// newChat is `coconut chat`.
func newChat() *cobra.Command {
	var o textFlags
	var name, system string
	cmd := &cobra.Command{
		Use:   "chat",
		Short: "Talk with a model in the terminal",
		Long: "Talk with a model in the terminal. Each line is a message; Ctrl-C stops an answer, /new forgets the chat, " +
			"and\n" +
			"/bye or the end of the input ends it.",
		Example: "  coconut chat --model models/smollm2\n" +
			"  coconut chat --model models/smollm2 --temperature 0.7 --system \"You answer in rhymes.\"",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.finish(cmd.Flags()); err != nil {
				return err
			}
			model, err := openText(cmd.Context(), name)
			if err != nil {
				return err
			}
			if model.Tokenizer() == nil {
				return &noTextError{name}
			}
			if !model.Chats() {
				return completion.ErrNoChat
			}
			if model, err = o.prepare(model); err != nil {
				return err
			}
			// Between answers Ctrl-C ends the program, as in any shell; within one it ends the answer, see below.
			signal.Reset(os.Interrupt)
			c := &conversation{model: model, options: o.Options, out: visible(cmd.OutOrStdout()),
				asks: isTerminal(cmd.OutOrStdout()), system: system,
				reading: reading{w: cmd.ErrOrStderr()}}
			c.restart()
			return c.run(cmd.Context(), cmd.InOrStdin())
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&name, "model", "", "name, folder or URL of the model")
	flags.StringVar(&system, "system", "", "what the model is told before the chat, instead of its own default")
	textVars(cmd, &o, 0)
	cobra.CheckErr(cmd.MarkFlagRequired("model"))
	return cmd
}

// conversation is a chat in the terminal.
type conversation struct {
	model    *completion.Model
	options  completion.Options
	out      io.Writer
	asks     bool // a person reads out
	reading  reading
	system   string
	messages []completion.Message
}

// restart forgets the messages.
func (c *conversation) restart() {
	c.messages = nil
	if c.system != "" {
		c.messages = []completion.Message{{Role: "system", Text: c.system}}
	}
}

// run reads messages and answers them, until the input ends.
func (c *conversation) run(ctx context.Context, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, longestLine)
	for c.prompt(); lines.Scan(); c.prompt() {
		switch text := strings.TrimSpace(lines.Text()); text {
		case "":
		case "/bye":
			return nil
		case "/new":
			c.restart()
		default:
			if err := c.answer(ctx, text); err != nil {
				return err
			}
		}
	}
	if c.asks {
		fmt.Fprintln(c.out)
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("a message has more than %d bytes", longestLine)
	}
	return lines.Err()
}

// prompt asks a person for the next message; a program that reads the answers has no use for that.
func (c *conversation) prompt() {
	if c.asks {
		fmt.Fprint(c.out, "> ")
	}
}

// longestLine is the most bytes of a message.
const longestLine = 1 << 20

// errStopped means that the person in front of the terminal has heard enough.
var errStopped = errors.New("stopped")

// answer answers a message. Ctrl-C stops the answer, not the program; what was said so far stays in the chat. A chat
// that no longer fits is a message to the person, who can start a new one.
func (c *conversation) answer(ctx context.Context, text string) error {
	messages := append(c.messages, completion.Message{Role: "user", Text: text})
	prompt, err := c.model.Chat(messages)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt)
	defer signal.Stop(interrupts)
	go func() {
		select {
		case <-interrupts:
			stop(errStopped)
		case <-ctx.Done():
		}
	}()
	var said strings.Builder
	options := c.options
	options.OnPrefill = func(read, total int) { c.reading.show(read, total) }
	_, err = c.model.Generate(ctx, prompt, options, func(t completion.Token) {
		c.reading.clear()
		said.WriteString(t.Text)
		fmt.Fprint(c.out, t.Text)
	})
	c.reading.clear()
	fmt.Fprintln(c.out)
	switch {
	case errors.Is(err, completion.ErrPrompt):
		fmt.Fprintf(c.out, "The chat is too long for this model (%v). Type /new for another one.\n", plainError(err))
		return nil
	case err != nil && !errors.Is(err, errStopped):
		return err
	}
	c.messages = append(messages, completion.Message{Role: "assistant", Text: said.String()})
	return nil
}
