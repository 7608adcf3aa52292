package page

import (
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/coconut-page/coconut/engine"
)

// A link to a question is the page's address with a fragment such as #kind=hard&seed=7&thoughts=6&k=3, or with the text
// itself, #q=…: browsers send a fragment to no server. A query such as ?seed=7 means the same.

// Link is what a link says; a negative number is one that it does not give.
type Link struct {
	Kind     engine.Kind
	Seed     uint64
	HasSeed  bool
	Question string // "" for that of Kind and Seed
	Thoughts int
	K        int // the thought to show; with it the question is asked at once
	Colour   Colour
}

// EmptyLink is a link that says nothing.
func EmptyLink() Link { return Link{Kind: defaultKind(), Thoughts: -1, K: -1} }

// StartSeed is the seed that the page counts its questions up from: that of the link, or else a random one, short
// enough to be read out.
func (l Link) StartSeed() uint64 {
	if l.HasSeed {
		return l.Seed
	}
	return rand.Uint64N(maxRandomSeed) // seeded by the runtime from crypto.getRandomValues
}

// Limits of a link.
const (
	maxLink     = 3*MaxText + 256 // a percent sign and two digits for each byte
	maxLinkText = 4000            // of a question, in bytes, for which the page offers a link
	// MaxText is what the question box takes, in bytes.
	MaxText = 20000
)

// LinkError is what ParseLink returns for a link that it cannot read.
type LinkError struct {
	// Reason says why, for the visitor, without a capital and a full stop.
	Reason string
}

// Error implements error.
func (e *LinkError) Error() string { return "page: bad link: " + e.Reason }

// ParseLink reads a fragment or query, with or without its # or ?. Unknown keys are ignored. The error is a *LinkError.
func ParseLink(text string) (Link, error) {
	l := EmptyLink()
	if len(text) > maxLink {
		return l, &LinkError{Say("it has {n} bytes, at most {m}", len(text), maxLink)}
	}
	text = strings.TrimLeft(text, "#?")
	for part := range strings.SplitSeq(text, "&") {
		key, value, _ := strings.Cut(part, "=")
		value, err := unescape(value)
		if err == nil {
			err = l.set(key, value)
		}
		if err != nil {
			return EmptyLink(), &LinkError{Say("{part}: {Reason}", strconv.Quote(Clip(key)), err.Error())}
		}
	}
	return l, nil
}

// set takes one part of a link.
func (l *Link) set(key, value string) (err error) {
	switch key {
	case "kind":
		l.Kind = engine.Kind(value)
		if !validKind(l.Kind) {
			return errors.New(Say("{part} is no kind of question", strconv.Quote(Clip(value))))
		}
	case "seed":
		if l.Seed, err = strconv.ParseUint(value, 10, 64); err != nil {
			return errors.New(Say("{part} is no whole number of at most 64 bits", strconv.Quote(Clip(value))))
		}
		l.HasSeed = true
	case "thoughts":
		l.Thoughts, err = small(value)
	case "k":
		l.K, err = small(value)
	case "colour":
		if value == "held" {
			l.Colour = ColourHeld
		}
	case "q":
		if len(value) > MaxText || !utf8.ValidString(value) {
			return errors.New("the question is too long, or not text")
		}
		l.Question = value
	}
	return err
}

// small reads a number of thoughts.
func small(value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > MaxThoughts {
		return 0, errors.New(Say("{part} is no number from 0 to {n}", strconv.Quote(Clip(value)), MaxThoughts))
	}
	return n, nil
}

// Link is the link to what the page shows, "" for a question too long to be in one.
func (s *State) Link() string {
	var b strings.Builder
	if s.Edited {
		if len(s.Question) > maxLinkText || !utf8.ValidString(s.Question) {
			return ""
		}
		b.WriteString("#q=" + escape(s.Question))
	} else {
		b.WriteString("#kind=" + string(s.Kind) + "&seed=" + strconv.FormatUint(s.Seed, 10))
	}
	if s.thoughtsChosen {
		b.WriteString("&thoughts=" + strconv.Itoa(s.AskedThoughts()))
	}
	if _, _, ok := s.Shown(); ok {
		b.WriteString("&k=" + strconv.Itoa(s.K))
		if s.Colour == ColourHeld {
			b.WriteString("&colour=held")
		}
	}
	return b.String()
}

// Open shows what a link says. If the link names a thought, its question is asked at once.
func (s *State) Open(l Link) {
	if s.Busy() {
		return
	}
	s.clearAnswer()
	s.Kind = l.Kind
	switch {
	case l.Question != "":
		s.Question, s.Edited = l.Question, true
		s.boxVersion++
	case l.HasSeed:
		s.showQuestion(l.Seed)
	}
	if l.Thoughts >= 0 {
		s.SetThoughts(l.Thoughts)
	}
	if l.K >= 0 {
		s.Colour = l.Colour
		s.wantK = l.K
		s.Ask()
	}
}

// RefuseLink says why a link was not opened.
func (s *State) RefuseLink(err error) {
	reason := err.Error()
	var link *LinkError
	if errors.As(err, &link) {
		reason = link.Reason
	}
	s.Alert, s.badLink = Say("The link cannot be read: {Reason}.", reason), true
}

const hexDigits = "0123456789ABCDEF"

// escape writes a text for a fragment: letters, digits and -._~ as they are, a space as +, everything else as %XX.
func escape(text string) string {
	var b strings.Builder
	for i := range len(text) {
		switch c := text[i]; {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-._~", c) >= 0:
			b.WriteByte(c)
		case c == ' ':
			b.WriteByte('+')
		default:
			b.WriteString("%" + string(hexDigits[c>>4]) + string(hexDigits[c&15]))
		}
	}
	return b.String()
}

// unescape is the reverse of escape.
func unescape(text string) (string, error) {
	if !strings.ContainsAny(text, "%+") {
		return text, nil
	}
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '+':
			b = append(b, ' ')
		case '%':
			if i+2 >= len(text) {
				return "", errors.New("% without two digits")
			}
			v, err := strconv.ParseUint(text[i+1:i+3], 16, 8)
			if err != nil {
				return "", errors.New("% without two digits")
			}
			b = append(b, byte(v))
			i += 2
		default:
			b = append(b, text[i])
		}
	}
	return string(b), nil
}
