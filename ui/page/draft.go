package page

import "github.com/coconut-page/coconut/tasks"

// flips are edits that turn the answer round, as far as they are known at once.
func (r *Reading) flips() []tasks.Edit { return r.editor.Flips() }

// with puts the question with one fact changed into words.
func (r *Reading) with(f tasks.Edit) string { return tasks.Apply(r.editor, f).Text() }

// ends are the words that a fact from some word may lead to.
func (r *Reading) Ends(from int) []string { return r.editor.Ends(from) }
