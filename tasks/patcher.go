package tasks

// Patcher is a Question of which it is known what a model would answer if it went on from another word at one of its
// steps: the way to test whether the value that a thought names is the one that the next step reads.
type Patcher interface {
	Question
	// Patched returns a word to stand in the place of thought k, counted from 1, and the answer that follows from it: a
	// word that the thought names rightly, and the right answer, if same is true; otherwise another word, with another
	// answer. k of 0 leaves the choice of a thought to the seed, as that of the word. ok is false if there is no such
	// word.
	Patched(k int, same bool, seed uint64) (p Patch, ok bool)
}

// Patch is a word in place of a thought, and what follows from it.
type Patch struct {
	Thought int
	// Named are the words that the thought names if it is right, Word is the one in their place.
	Named        []string
	Word, Answer string
}
