package page

import "github.com/coconut-page/coconut/tasks"

// flips are edits of one fact that change the answer, as far as they are easily found.
func (r *Reading) flips() []tasks.Edit { return r.editor.Flips() }

// with is the text of the question with one fact changed.
func (r *Reading) with(f tasks.Edit) string { return tasks.Apply(r.editor, f).Text() }

// Ends are the words that a fact about a word, given by its node, may end in.
func (r *Reading) Ends(from int) []string { return r.editor.Ends(from) }
