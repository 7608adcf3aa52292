package ui

// frontier are the words exactly k facts away from the name asked about, once there is an answer; before, the question in the box may be
// another one.
func (s *State) frontier(k int) map[string]bool {
	if s.answered == nil || s.answered.Question == nil {
		return nil
	}
	return s.answered.frontier(k)
}

// searchClass marks the words exactly k facts away in a list of words.
func searchClass(s *State, k int) func(word string) string {
	frontier := s.frontier(k)
	return func(word string) string {
		if frontier[word] {
			return "cell frontier"
		}
		return "cell"
	}
}
