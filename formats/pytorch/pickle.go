package pytorch

import (
	"bytes"
	"encoding/binary"
)

// The limits of a pickle. A tensor takes about 200 bytes and 40 opcodes, so both allow for some ten thousands.
const (
	maxPickle  = 16 << 20
	maxOpcodes = 2 << 20
)

// machine runs a pickle. All objects are on its stack, in its memo, or within another one.
type machine struct {
	data  []byte
	at    int
	stack []any
	marks []int // heights of the stack
	memo  map[int64]any
}

// unpickle runs a pickle and returns what it makes. Errors wrap ErrFile or ErrUnsupported.
func unpickle(data []byte) (any, error) {
	m := &machine{data: data, memo: map[int64]any{}}
	for range maxOpcodes {
		at := m.at
		code, err := m.bytes(1)
		if err != nil {
			return nil, err
		}
		if code[0] == stop {
			return m.pop()
		}
		run, ok := opcodes[code[0]]
		if !ok {
			return nil, ErrUnsupported.Errorf("opcode %#x at byte %d, which torch.save does not write", code[0], at)
		}
		if err := run(m); err != nil {
			return nil, err
		}
	}
	return nil, ErrFile.Errorf("it has more than %d opcodes", maxOpcodes)
}

// bytes reads n bytes of the program.
func (m *machine) bytes(n int) ([]byte, error) {
	if n < 0 || n > len(m.data)-m.at {
		return nil, ErrFile.Errorf("it ends at byte %d, within an opcode's argument of %d bytes", len(m.data), n)
	}
	m.at += n
	return m.data[m.at-n : m.at], nil
}

// unsigned reads a number of 1, 2 or 4 bytes.
func (m *machine) unsigned(size int) (int64, error) {
	data, err := m.bytes(size)
	if err != nil {
		return 0, err
	}
	var whole [8]byte
	copy(whole[:], data)
	return int64(binary.LittleEndian.Uint64(whole[:])), nil
}

// line reads text up to the end of a line.
func (m *machine) line() (string, error) {
	n := bytes.IndexByte(m.data[m.at:], '\n')
	if n < 0 {
		return "", ErrFile.Errorf("it ends within a name")
	}
	text := string(m.data[m.at : m.at+n])
	m.at += n + 1
	return text, nil
}

func (m *machine) push(value any) error {
	m.stack = append(m.stack, value)
	return nil
}

func (m *machine) pop() (any, error) {
	top := len(m.stack) - 1
	if top < m.floor() {
		return nil, errEmpty
	}
	value := m.stack[top]
	m.stack = m.stack[:top]
	return value, nil
}

// top returns the highest value.
func (m *machine) top() (any, error) {
	if len(m.stack) == m.floor() {
		return nil, errEmpty
	}
	return m.stack[len(m.stack)-1], nil
}

// floor is the height of the stack at the last mark.
func (m *machine) floor() int {
	if len(m.marks) == 0 {
		return 0
	}
	return m.marks[len(m.marks)-1]
}

var errEmpty = ErrFile.Errorf("an opcode needs more values than there are")

// popMark returns the values above the last mark, which is gone then. They are overwritten by the next push.
func (m *machine) popMark() ([]any, error) {
	if len(m.marks) == 0 {
		return nil, ErrFile.Errorf("an opcode needs a mark, and there is none")
	}
	floor := m.floor()
	m.marks = m.marks[:len(m.marks)-1]
	values := m.stack[floor:]
	m.stack = m.stack[:floor]
	return values, nil
}
