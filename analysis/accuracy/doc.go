// Package accuracy measures how often a model answers right: it asks all questions of a data file, several at once,
// keeps what was answered in a journal so that an interrupted measurement goes on where it was, and sums up.
//
// It knows neither models nor tasks: how a question is asked, and what a right answer is, is the caller's function.
package accuracy
