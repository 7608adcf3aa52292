// Command go-chat talks with a language model in the terminal: it writes each token as it comes, and Ctrl-C ends the
// program. Run it from this repository:
//
//	make models                                                  # fetches SmolLM2-135M-Instruct (93 MB), once
//	go run ./examples/go-chat models/smollm2-135m-int8           # any folder that coconut import has made
//	go run ./examples/go-chat https://example.org/models/mine    # or one behind an address
//	echo "Name the capital of Italy." | go run ./examples/go-chat models/smollm2-135m-int8
//
// Of a chat that goes on the model reads only what is new. One that outgrows the context is an error.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"runtime"
	"strings"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/weights"
)

// maxTokens is the most that is written in one answer.
const maxTokens = 256

var errUsage = errors.New("usage: go-chat FOLDER|ADDRESS")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdin, os.Stdout); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, args []string, in io.Reader, out io.Writer) error {
	if len(args) != 1 {
		return errUsage
	}
	model, err := open(ctx, args[0])
	if err != nil {
		return err
	}
	defer model.Close()
	return chat(ctx, model, in, out)
}

// open opens a folder, or what is behind an address.
func open(ctx context.Context, place string) (*coconut.Model, error) {
	threads := coconut.WithThreads(runtime.NumCPU())
	if strings.HasPrefix(place, "https://") || strings.HasPrefix(place, "http://") {
		return coconut.OpenSource(ctx, weights.Retry(weights.HTTP(place)), threads)
	}
	return coconut.Open(ctx, os.DirFS(place), threads)
}

// chat answers every line of in, until its end.
func chat(ctx context.Context, model *coconut.Model, in io.Reader, out io.Writer) error {
	var messages []coconut.Message
	lines := bufio.NewScanner(in)
	for fmt.Fprint(out, "> "); lines.Scan(); fmt.Fprint(out, "> ") {
		messages = append(messages, coconut.Message{Role: "user", Text: lines.Text()})
		var answer strings.Builder
		for token, err := range model.Chat(ctx, messages, coconut.CompleteOptions{MaxTokens: maxTokens}) {
			if err != nil {
				return err
			}
			fmt.Fprint(out, token.Text)
			answer.WriteString(token.Text)
		}
		fmt.Fprintln(out)
		messages = append(messages, coconut.Message{Role: "assistant", Text: answer.String()})
	}
	fmt.Fprintln(out)
	return lines.Err()
}
