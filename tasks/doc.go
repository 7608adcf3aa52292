// Package tasks defines what a task is: questions in English that a model answers, and how they are read, turned into
// tokens, judged and drawn.
//
// Everything outside this folder knows tasks only through the interfaces here, and finds them in package registry. Each
// task is a subfolder, and nothing about it is anywhere else. Every task has a Task and Questions; a task whose facts
// form a graph has questions that are Graphers, which the page draws and the analyses probe; one whose facts can be
// changed has Editors.
package tasks
