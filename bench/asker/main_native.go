//go:build !js

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/coconut-page/coconut/weights"
)

// main reads a list of questions as JSON from its standard input, asks them of the model in the folder that is its
// argument, and prints the answers as JSON.
func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: asker MODEL < questions.json")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, model string) error {
	var questions []string
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		return fmt.Errorf("asker: questions: %w", err)
	}
	a := new(asker)
	if err := a.load(ctx, weights.Dir(model)); err != nil {
		return err
	}
	answers, err := a.ask(ctx, questions)
	if err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}
