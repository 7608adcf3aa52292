package arithmetic

import "strconv"

// Operation is how a quantity follows from another.
type Operation int

// The operations. A Given quantity follows from none.
const (
	Given Operation = iota
	Plus
	Minus
	Times
)

// Limits of the numbers in a question.
const (
	// MaxValue is the largest value of a quantity; the smallest is 0.
	MaxValue = 99
	// MaxDifference is the largest number in "3 more" and "3 fewer"; the smallest is 1.
	MaxDifference = 20
	// MinFactor and MaxFactor bound the number in "three times as many".
	MinFactor, MaxFactor = 2, 3
)

// symbols are how the operations begin in the model's words.
var symbols = [...]string{Plus: "plus", Minus: "minus", Times: "times"}

// Apply returns n more than value, n fewer, or n times as many; for Given it is n itself. The result may be out of
// range.
func (o Operation) Apply(value, n int) int {
	switch o {
	case Plus:
		return value + n
	case Minus:
		return value - n
	case Times:
		return value * n
	}
	return n
}

// inRange reports whether a value is one that a quantity can have.
func inRange(value int) bool { return 0 <= value && value <= MaxValue }

// token is the model's word for an operation with its number: `plus3`.
func (o Operation) token(n int) string { return symbols[o] + strconv.Itoa(n) }

// bounds returns the least and the largest number of an operation.
func (o Operation) bounds() (least, most int) {
	switch o {
	case Given:
		return 0, MaxValue
	case Times:
		return MinFactor, MaxFactor
	}
	return 1, MaxDifference
}

// heldOut reports whether an equation, `value o n`, is one of about a thirty-second of all that no model is trained on.
// The choice is by a hash, so it has no pattern that a model could learn.
func heldOut(value int, o Operation, n int) bool {
	h := uint32(value)*0x9e3779b1 + uint32(o)*0x85ebca77 + uint32(n)*0xc2b2ae3d
	h ^= h >> 15
	h *= 0x2c1b3c6d
	h ^= h >> 13
	return h%32 == 0
}
