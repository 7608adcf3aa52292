package schema

// item is something that has to be written. Its meaning depends on the step.
type item struct {
	step step
	node *node
	text []byte // of a literal
	a, b int
}

// step is the kind of an item.
type step uint8

const (
	value    step = iota + 1 // a value of node; a is the depth of an anything
	literal                  // text from byte a on
	blank                    // a blank, or nothing
	members                  // the rest of an object from member a on; b is 1 before the first one
	elements                 // the rest of an array; a are written
	pairs                    // the rest of any object; a is the depth, b is 1 before the first one
	list                     // the rest of any array; a is the depth, b is 1 before the first one
	inside                   // the rest of a text: a characters are written, b is the state
	digits                   // the rest of a number: a digits are written, b is the state
)

// stack is what has to be written, the next item first; nil is the end.
type stack struct {
	item item
	next *stack
}

func (s *stack) push(i item) *stack { return &stack{i, s} }

func (s *stack) say(text string) *stack { return s.push(item{step: literal, text: []byte(text)}) }

// deepest is how deep the values of an anything may be nested.
const deepest = 8

// expand replaces the first item by what it begins with, until each result begins with a byte: a literal, the inside of
// a text, or digits. It appends the results to out.
func expand(s *stack, out []*stack) []*stack {
	if s == nil {
		return append(out, nil)
	}
	i, rest := s.item, s.next
	switch i.step {
	case value:
		return expandValue(i, rest, out)
	case blank:
		return expand(rest, append(out, rest.say(" ")))
	case members:
		return expandMembers(i, rest, out)
	case elements:
		n := i.node
		if i.a >= n.min {
			out = append(out, rest.say("]"))
		}
		if i.a < n.max {
			after := rest.push(item{step: elements, node: n, a: i.a + 1}).push(item{step: value, node: n.items})
			out = expand(separated(after, i.a == 0), out)
		}
		return out
	case list:
		after := rest.push(item{step: list, a: i.a}).push(item{step: value, node: &node{kind: anything}, a: i.a})
		return expand(separated(after, i.b == 1), append(out, rest.say("]")))
	case pairs:
		after := rest.push(item{step: pairs, a: i.a}).push(item{step: value, node: &node{kind: anything}, a: i.a}).
			push(item{step: blank}).say(":").push(item{step: inside, node: &node{kind: text, max: unbounded}}).say(`"`)
		return expand(separated(after, i.b == 1), append(out, rest.say("}")))
	}
	return append(out, s)
}

// separated puts a comma before what comes next, unless it is the first.
func separated(s *stack, first bool) *stack {
	if first {
		return s
	}
	return s.push(item{step: blank}).say(",")
}

func expandValue(i item, rest *stack, out []*stack) []*stack {
	n := i.node
	switch n.kind {
	case object:
		return append(out, rest.push(item{step: members, node: n, b: 1}).say("{"))
	case array:
		return append(out, rest.push(item{step: elements, node: n}).say("["))
	case text:
		return append(out, rest.push(item{step: inside, node: n}).say(`"`))
	case number, integer:
		return append(out, rest.push(item{step: digits, node: n}))
	case literals:
		for _, l := range n.literals {
			out = append(out, rest.push(item{step: literal, text: l}))
		}
		return out
	case choice:
		for _, c := range n.choices {
			out = expand(rest.push(item{step: value, node: c, a: i.a}), out)
		}
		return out
	}
	for _, word := range []string{"true", "false", "null"} {
		out = append(out, rest.say(word))
	}
	out = append(out, rest.push(item{step: inside, node: &node{kind: text, max: unbounded}}).say(`"`),
		rest.push(item{step: digits, node: &node{kind: number}}))
	if i.a < deepest {
		out = append(out, rest.push(item{step: pairs, a: i.a + 1, b: 1}).say("{"),
			rest.push(item{step: list, a: i.a + 1, b: 1}).say("["))
	}
	return out
}

// expandMembers offers every member up to the next one that is required, and the end if there is none.
func expandMembers(i item, rest *stack, out []*stack) []*stack {
	n := i.node
	for at := i.a; at < len(n.members); at++ {
		m := n.members[at]
		after := rest.push(item{step: members, node: n, a: at + 1}).push(item{step: value, node: m.value}).
			push(item{step: blank}).push(item{step: literal, text: m.name})
		out = expand(separated(after, i.b == 1), out)
		if m.required {
			return out
		}
	}
	return append(out, rest.say("}"))
}

// advance reads a byte where an expanded stack begins, and appends what then remains, expanded, to out.
func advance(s *stack, c byte, out []*stack) []*stack {
	if s == nil {
		return out
	}
	i := s.item
	switch i.step {
	case literal:
		switch {
		case i.text[i.a] != c:
			return out
		case i.a+1 < len(i.text):
			i.a++
			return append(out, s.next.push(i))
		}
		return expand(s.next, out)
	case inside:
		return advanceText(s, c, out)
	}
	return advanceNumber(s, c, out)
}

// The states of a text, in item.b: after a backslash, and after \u with so many of four digits; and between the bytes
// of a character, with so many to come.
const (
	plain   = 0
	escaped = 1
	hex     = 2 // to 5
	within  = 8 // + bytes to come, + leads times the first byte before the second
	leads   = 16
)

func advanceText(s *stack, c byte, out []*stack) []*stack {
	i := s.item
	switch {
	case i.b == escaped && c == 'u':
		i.b = hex
	case i.b == escaped && contains(`"\/bfnrt`, c), i.b == hex+3 && isHex(c):
		i.a, i.b = i.a+1, plain
	case i.b == escaped:
		return out
	case i.b >= hex && i.b < hex+3 && isHex(c):
		i.b++
	case i.b >= hex && i.b < within:
		return out
	case i.b > within && followsLead(i.b/leads, c):
		if i.b = i.b%leads - 1; i.b == within {
			i.a, i.b = i.a+1, plain
		}
	case i.b > within:
		return out
	case c == '"':
		if i.a < i.node.min {
			return out
		}
		return expand(s.next, out)
	case c < 0x20 || i.a == i.node.max:
		return out
	case c == '\\':
		i.b = escaped
	case c < 0x80:
		if i.a++; i.node.max == unbounded && i.node.min == 0 {
			return append(out, s) // nothing is counted
		}
	default:
		more := continuation(c)
		if more == 0 {
			return out
		}
		i.b = within + more + leads*int(c)
	}
	return append(out, s.next.push(i))
}

// continuation is how many bytes follow the first one of a character, 0 if it is none.
func continuation(c byte) int {
	switch {
	case c >= 0xC2 && c < 0xE0:
		return 1
	case c >= 0xE0 && c < 0xF0:
		return 2
	case c >= 0xF0 && c < 0xF5:
		return 3
	}
	return 0
}

// followsLead reports whether a byte may be the second of a character that begins with lead, or a later one, where lead
// is 0 (Unicode 16, table 3-7).
func followsLead(lead int, c byte) bool {
	low, high := byte(0x80), byte(0xBF)
	switch lead {
	case 0xE0:
		low = 0xA0
	case 0xED:
		high = 0x9F
	case 0xF0:
		low = 0x90
	case 0xF4:
		high = 0x8F
	}
	return c >= low && c <= high
}

func contains(set string, c byte) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}

func isHex(c byte) bool { return contains("0123456789abcdefABCDEF", c) }

// The states of a number, in item.b.
const (
	start     = iota // nothing
	minus            // the sign
	zero             // a leading zero
	whole            // digits before the point
	point            // the point
	fraction         // digits behind it
	power            // e
	sign             // the sign behind it
	exponent         // its first digit
	exponents        // its second digit: with more, a number is none that programs can read
)

// maxDigits is how many digits a number may have.
const maxDigits = 20

// finished reports whether a number may end in a state.
func finished(state int) bool {
	return state == zero || state == whole || state == fraction || state == exponent || state == exponents
}

// advanceNumber reads a byte of a number, or the one behind it.
func advanceNumber(s *stack, c byte, out []*stack) []*stack {
	i := s.item
	if next, ok := numberState(i.b, c, i.node.kind == integer); ok {
		if c >= '0' && c <= '9' {
			i.a++
		}
		if i.a > maxDigits || i.a == maxDigits && !finished(next) { // a digit would have to follow
			return out
		}
		i.b = next
		return append(out, s.next.push(i))
	}
	if !finished(i.b) {
		return out
	}
	for _, rest := range expand(s.next, nil) {
		out = advance(rest, c, out)
	}
	return out
}

// numberState is the state after a byte of a number.
func numberState(state int, c byte, integral bool) (next int, ok bool) {
	digit := c >= '0' && c <= '9'
	switch {
	case state == start && c == '-':
		return minus, true
	case (state == start || state == minus) && c == '0':
		return zero, true
	case (state == start || state == minus || state == whole) && digit:
		return whole, true
	case integral:
		return 0, false
	case (state == zero || state == whole) && c == '.':
		return point, true
	case (state == point || state == fraction) && digit:
		return fraction, true
	case (state == zero || state == whole || state == fraction) && c == 'e':
		return power, true
	case state == power && (c == '-' || c == '+'):
		return sign, true
	case (state == power || state == sign) && digit:
		return exponent, true
	case state == exponent && digit:
		return exponents, true
	}
	return 0, false
}
