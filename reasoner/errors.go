package reasoner

import "fmt"

// TooLongError is about a question with more tokens than the model has positions.
type TooLongError struct {
	// Needed is the number of positions that the question, its thoughts and its answer take; the model has Positions.
	Needed, Positions int
}

// Error implements error.
func (e *TooLongError) Error() string {
	return fmt.Sprintf("the question is too long for the model: it needs %d positions, and there are %d", e.Needed,
		e.Positions)
}
