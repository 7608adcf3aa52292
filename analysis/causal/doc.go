// Package causal asks whether a model's answers depend on its thoughts: it changes the thoughts of every question of a
// file in several ways, and compares each with the same questions unchanged.
//
// One question proves nothing, and neither does a share without a comparison. So every condition is paired with the
// unchanged run, question by question, and has the difference with its interval, McNemar's exact test, and an effect
// size. Conditions that should change nothing (the same facts in another order) stand beside those that should.
//
// The package knows no model: a Study is given a function that asks one. Package intervene does the changes.
package causal
