package main

import "fmt"

// cardPage is what results/card.md.tmpl shows: the README.md in a model's folder.
type cardPage struct {
	Model, Task string
	Card        card
	Rows        []cardRow
}

type cardRow struct {
	Data                    string
	N                       int
	How                     string
	Percent, Tokens, Millis float64
}

// card returns the model card of a shipped model.
func (r *results) card(model string) cardPage {
	c := r.cards[model]
	p := cardPage{Model: model, Task: titleOf(c.Recipe.Task), Card: c}
	for _, e := range r.evaluations {
		if e.Model != model {
			continue
		}
		row := cardRow{e.Data, e.N, fmt.Sprint(e.Thoughts), 100 * e.Accuracy, e.TokensMean, e.MSMedian}
		if e.WithoutThoughts {
			row.How = "removed"
		}
		if e.Path != "int8" {
			row.How += ", " + e.Path
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}

// lookups counts the steps that train only look-ups.
func (c card) lookups() (steps int) {
	for _, s := range c.Recipe.Stages {
		if s.Lookup {
			steps += s.Steps
		}
	}
	return steps
}

// Supervised reports whether a loss makes the thoughts name the frontier.
func (c card) Supervised() bool { return c.Recipe.ThoughtSupervision > 0 }

// Minutes returns the time the training took.
func (c card) Minutes() float64 { return c.State.Seconds / 60 }

// Start describes the weights before the first step.
func (c card) Start() string {
	start := "random, with the circuit of an induction head set by hand in layer 0 (train/circuit.go)"
	if c.Recipe.Init == "gpt2" {
		start = "random, as GPT-2's"
	}
	if n := c.lookups(); n > 0 {
		start += fmt.Sprintf("; the first %d steps train look-ups alone", n)
	}
	return start
}

// Loss describes the training's loss.
func (c card) Loss() string {
	loss := "cross-entropy of the answer and of the steps written out"
	if c.Supervised() {
		loss += fmt.Sprintf(", and of the thoughts: thought k, read through the head, names the nodes k facts away "+
			"(thought_supervision %g)", c.Recipe.ThoughtSupervision)
	}
	return loss
}
