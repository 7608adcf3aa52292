package tasks

// Reckoner is a Question about quantities, each of which is given or follows from one other, such as a word problem.
type Reckoner interface {
	Question
	// Reckon returns how the answer is computed. The question must be one that its task has read.
	Reckon() *Reckoning
}

// Reckoning is how the answer to a question is computed, as a drawing shows it.
type Reckoning struct {
	// Quantities are in the order of Words, which begin with their names.
	Quantities []Quantity
	// Root is the quantity that is asked for.
	Root int
	// One and Many are what is counted: "apple", "apples".
	One, Many string
	// Due are the words that the thoughts name if they are right, in order; thoughts after them keep to the last.
	Due []Due
	// Words are Prompt.Words: the names, and then the numbers.
	Words []string
}

// Quantity is one of a question's quantities.
type Quantity struct {
	// Equation says how it follows: "Ben = Ann + 3", or "Ann = 4" if it is given.
	Equation string
	// Of is the quantity that it follows from, -1 if it is given.
	Of int
	// Depth is after how many operations the quantity is known on the way to the one that is asked for, -1 if it is not
	// on that way.
	Depth int
}

// Due is a word that a thought should name, and the quantity that it is about: its name while the way is found, and
// then its value.
type Due struct {
	Quantity int
	Word     string
	Value    bool
}
