// Package reasoner answers one question in English with a Coconut model.
//
// It ties together what the other packages do separately: tasks/prosqa reads the sentences into a graph and judges the answer,
// runtime runs the model, and this package translates between the asker's words and the model's. The command line, the page's
// worker and the edge Worker all call it, so that one question gets the same tokens everywhere.
package reasoner
