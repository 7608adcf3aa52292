package completion

import "strings"

// stopper passes text on until one of several strings has come, and holds back what may be the beginning of one.
type stopper struct {
	stops   []string
	held    string
	stopped bool
}

// push takes more text and returns what can be shown: nothing once a stop has come.
func (s *stopper) push(text string) string {
	if s.stopped {
		return ""
	}
	s.held += text
	for _, stop := range s.stops {
		if i := strings.Index(s.held, stop); i >= 0 {
			// An earlier stop may begin before this one; the text ends before the first of all.
			s.held, s.stopped = s.held[:i], true
		}
	}
	if s.stopped {
		return s.flush()
	}
	shown := len(s.held) - s.beginning()
	text, s.held = s.held[:shown], s.held[shown:]
	return text
}

// beginning is how many bytes at the end of what is held may be the beginning of a stop.
func (s *stopper) beginning() int {
	longest := 0
	for _, stop := range s.stops {
		for n := min(len(stop)-1, len(s.held)); n > longest; n-- {
			if strings.HasSuffix(s.held, stop[:n]) {
				longest = n
			}
		}
	}
	return longest
}

// flush returns what is held back, when no more text comes.
func (s *stopper) flush() string {
	text := s.held
	s.held = ""
	return text
}
