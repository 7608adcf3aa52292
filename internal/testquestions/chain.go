// Package testquestions has questions that tests of several packages ask.
package testquestions

import "strings"

// Chain asks ProsQA for a node n facts away, and has another chain of that length.
func Chain(n int) string {
	words := strings.Fields("bompus boompus brimpus chorpus dumpus felpus fompus gerpus gorpus grimpus gwompus hilpus " +
		"impus jelpus jompus kerpus")
	ours, others := words[:n], words[len(words)-n:]
	text := "Tom is a " + ours[0] + ". Davis is a " + others[0] + ". "
	for i := range n - 1 {
		text += "Every " + ours[i] + " is a " + ours[i+1] + ". Every " + others[i] + " is a " + others[i+1] + ". "
	}
	return text + "Is Tom a " + ours[n-1] + " or " + others[n-1] + "?"
}
