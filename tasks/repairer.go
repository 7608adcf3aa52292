package tasks

// Repairer is a Task that can say how sentences were probably meant.
type Repairer interface {
	Task
	// Repair returns for each problem that Check found in a text what to write in place of its sentence: a sentence of the
	// form that the task reads, or several; "" if there is nothing to suggest.
	Repair(text string, problems []*SyntaxError) []string
}
