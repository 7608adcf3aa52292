// Command go-embed is a model and everything that it needs in one file: it answers a question, with no folder and no
// network. Run it from this repository:
//
//	go run ./examples/go-embed
//	go run ./examples/go-embed "Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?"
//
// It prints what the model would say after each thought, and then its answer. For a model of your own put its folder
// beside main.go and embed that:
//
//	//go:embed all:model
//	var embedded embed.FS
//	…
//	folder, err := fs.Sub(embedded, "model")
package main

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/weights/models"
)

const question = "Every cat is a pet. Every pet is a friend. Tom is a cat. Rex is a rock. Is Tom a friend or rock?"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	asked := question
	if len(os.Args) > 1 {
		asked = os.Args[1]
	}
	if err := answer(ctx, os.Stdout, asked); err != nil {
		log.Fatal(err)
	}
}

// answer writes the thoughts and the answer.
func answer(ctx context.Context, w io.Writer, question string) error {
	model, err := coconut.Open(ctx, models.ProsQACoconut())
	if err != nil {
		return err
	}
	defer model.Close()
	fmt.Fprintln(w, question)
	for step, err := range model.Reason(ctx, question, coconut.TopK(1)) {
		if err != nil {
			return err
		}
		switch step.Kind {
		case "thought":
			fmt.Fprintf(w, "thought %d: would say %s\n", step.Index+1, step.Top[0].Token)
		case "token":
			fmt.Fprintf(w, "%s ", step.Token)
		}
	}
	fmt.Fprintln(w)
	return nil
}
