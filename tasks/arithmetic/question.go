package arithmetic

// Fact says how many a person has: a number, or by an operation from what another person has.
type Fact struct {
	// Subject and Of are indices of Question.Names; Of is -1 for a Given quantity.
	Subject, Of int
	Operation   Operation
	// N is the value of a Given quantity, and otherwise the operation's number.
	N int
}

// Question is a set of facts, one for every person, and the person that is asked about.
type Question struct {
	Names []string
	// Facts are in the order of their sentences.
	Facts []Fact
	// Root is the person that is asked about.
	Root int
	Noun Noun
}

// facts returns each person's fact; nil for one that there is none about.
func (q *Question) facts() []*Fact {
	about := make([]*Fact, len(q.Names))
	for i := range q.Facts {
		about[q.Facts[i].Subject] = &q.Facts[i]
	}
	return about
}
