//go:build !js

package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/coconut-page/coconut/weights"
)

// warmUp is how many tokens are generated before anything is measured.
const warmUp = 8

// main measures once and prints milliseconds as JSON, by kind.
func main() {
	model := flag.String("model", "", "the model's folder")
	prefill := flag.Int("prefill", 128, "number of prompt tokens")
	steps := flag.Int("steps", 64, "number of generated tokens, and of latent steps")
	threads := flag.Int("threads", 1, "number of threads")
	flag.Parse()
	if err := run(*model, *prefill, *steps, *threads); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(model string, prefill, steps, threads int) error {
	e, ms := new(engine), map[string]float64{}
	if err := e.load(context.Background(), weights.Dir(model), threads); err != nil {
		return err
	}
	if err := e.prefill(prefill); err != nil {
		return err
	}
	if err := e.decode(warmUp); err != nil {
		return err
	}
	for _, m := range []struct {
		kind string
		run  func(n int) error
		n    int
	}{{"prefill", e.prefill, prefill}, {"decode", e.decode, steps}, {"think", e.think, steps}} {
		start := time.Now()
		if err := m.run(m.n); err != nil {
			return err
		}
		ms[m.kind] = float64(time.Since(start)) / float64(time.Millisecond)
	}
	return json.NewEncoder(os.Stdout).Encode(ms)
}
