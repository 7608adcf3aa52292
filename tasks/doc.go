// Package tasks says what a task is: questions in English that a model answers, how they are read, put into tokens, judged and drawn.
//
// Everything outside this folder knows tasks by the interfaces here, and finds them in package registry. Each task is a subfolder with
// nothing about it anywhere else. Task and Question are what every task has; a task whose facts form a graph has questions that are
// Graphers, which the page draws and the analyses probe; one whose facts can be changed has Editors.
package tasks
