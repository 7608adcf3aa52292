package pytorch

import (
	"encoding/binary"
	"math"
	"slices"
)

// stop ends a pickle.
const stop = '.'

// opcodes are those that torch.save writes with protocol 2 for tensors in dictionaries, and for the lists and numbers
// of training runs beside them. Names and effects are those of Python's pickletools.
var opcodes = map[byte]func(m *machine) error{
	0x80: proto,
	'(':  func(m *machine) error { m.marks = append(m.marks, len(m.stack)); return nil },

	// Constants and numbers.
	'N':  constant(func() any { return nil }),
	0x88: constant(func() any { return true }),
	0x89: constant(func() any { return false }),
	'K':  integer(1), // BININT1
	'M':  integer(2), // BININT2
	'J':  integer(4), // BININT
	0x8a: long,
	'G':  float,
	'X':  text,

	// Containers.
	')':  constant(func() any { return tuple(nil) }),
	']':  constant(func() any { return &list{} }),
	'}':  constant(func() any { return &dict{} }),
	't':  tupled,
	0x85: tupleOf(1),
	0x86: tupleOf(2),
	0x87: tupleOf(3),
	'a':  appended,
	'e':  appendedAll,
	's':  set,
	'u':  setAll,

	// The memo, functions and storages.
	'q': put(1), // BINPUT
	'r': put(4), // LONG_BINPUT
	'h': get(1), // BINGET
	'j': get(4), // LONG_BINGET
	'c': named,
	'R': reduce,
	'b': build,
	'Q': persistent,
}

func proto(m *machine) error {
	version, err := m.unsigned(1)
	if err == nil && version != 2 {
		err = ErrUnsupported.Errorf("pickle protocol %d; torch.save's default, 2, is read", version)
	}
	return err
}

func constant(make func() any) func(m *machine) error {
	return func(m *machine) error { return m.push(make()) }
}

func integer(size int) func(m *machine) error {
	return func(m *machine) error {
		n, err := m.unsigned(size)
		if err != nil {
			return err
		}
		if size == 4 { // the only size with a sign
			n = int64(int32(n))
		}
		return m.push(n)
	}
}

// long reads a signed number of any length, of which we take eight bytes.
func long(m *machine) error {
	size, err := m.unsigned(1)
	if err != nil {
		return err
	}
	data, err := m.bytes(int(size))
	if err != nil {
		return err
	}
	if size > 8 {
		return ErrUnsupported.Errorf("a number of %d bytes, at most 8 are read", size)
	}
	var n int64
	for i, b := range slices.Backward(data) {
		if n = n<<8 | int64(b); i == int(size)-1 {
			n = int64(int8(b))
		}
	}
	return m.push(n)
}

func float(m *machine) error {
	data, err := m.bytes(8)
	if err != nil {
		return err
	}
	return m.push(math.Float64frombits(binary.BigEndian.Uint64(data)))
}

func text(m *machine) error {
	size, err := m.unsigned(4)
	if err != nil {
		return err
	}
	data, err := m.bytes(int(size))
	if err != nil {
		return err
	}
	return m.push(string(data))
}

func tupled(m *machine) error {
	values, err := m.popMark()
	if err != nil {
		return err
	}
	return m.push(tuple(slices.Clone(values)))
}

func tupleOf(n int) func(m *machine) error {
	return func(m *machine) error {
		values := make(tuple, n)
		for i := range slices.Backward(values) {
			var err error
			if values[i], err = m.pop(); err != nil {
				return err
			}
		}
		return m.push(values)
	}
}

func appended(m *machine) error {
	if _, err := m.pop(); err != nil {
		return err
	}
	return onto[*list](m)
}

func appendedAll(m *machine) error {
	if _, err := m.popMark(); err != nil {
		return err
	}
	return onto[*list](m)
}

// onto checks that the value on top is of a type.
func onto[T any](m *machine) error {
	value, err := m.top()
	if _, ok := value.(T); err == nil && !ok {
		var want T
		return ErrFile.Errorf("an opcode works on %s, want %s", kind(value), kind(want))
	}
	return err
}

func set(m *machine) error {
	value, err := m.pop()
	if err != nil {
		return err
	}
	key, err := m.pop()
	if err != nil {
		return err
	}
	if err := onto[*dict](m); err != nil {
		return err
	}
	m.stack[len(m.stack)-1].(*dict).set(key, value)
	return nil
}

func setAll(m *machine) error {
	values, err := m.popMark()
	if err != nil {
		return err
	}
	if err := onto[*dict](m); err != nil {
		return err
	}
	if len(values)%2 != 0 {
		return ErrFile.Errorf("a dictionary has a key without a value")
	}
	d := m.stack[len(m.stack)-1].(*dict)
	for pair := range slices.Chunk(values, 2) {
		d.set(pair[0], pair[1])
	}
	return nil
}

func put(size int) func(m *machine) error {
	return func(m *machine) error {
		n, err := m.unsigned(size)
		if err != nil {
			return err
		}
		m.memo[n], err = m.top()
		return err
	}
}

func get(size int) func(m *machine) error {
	return func(m *machine) error {
		n, err := m.unsigned(size)
		if err != nil {
			return err
		}
		value, ok := m.memo[n]
		if !ok {
			return ErrFile.Errorf("value %d is used before it is made", n)
		}
		return m.push(value)
	}
}

func named(m *machine) error {
	module, err := m.line()
	if err != nil {
		return err
	}
	name, err := m.line()
	if err != nil {
		return err
	}
	g, err := lookUp(module, name)
	if err != nil {
		return err
	}
	return m.push(g)
}

// reduce calls a function.
func reduce(m *machine) error {
	args, err := m.pop()
	if err != nil {
		return err
	}
	f, err := m.pop()
	if err != nil {
		return err
	}
	name, _ := f.(global)
	call, isFunction := constructors[name]
	values, isTuple := args.(tuple)
	if !isFunction || !isTuple {
		return ErrFile.Errorf("%s is called with %s", kind(f), kind(args))
	}
	made, err := call(values)
	if err != nil {
		return err
	}
	return m.push(made)
}

// build sets attributes of an object. State dicts have the versions of their modules there, which say nothing.
func build(m *machine) error {
	if _, err := m.pop(); err != nil {
		return err
	}
	return onto[*dict](m)
}

// persistent takes a storage by its name.
func persistent(m *machine) error {
	id, err := m.pop()
	if err != nil {
		return err
	}
	s, err := newStorage(id)
	if err != nil {
		return err
	}
	return m.push(s)
}
