package pytorch

// The values that a pickle of tensors is made of, beside nil, bool, int64, float64 and string.
type (
	// tuple is a tuple of Python.
	tuple []any
	// list stands for a list, whose items nobody asks for.
	list struct{}
	// dict is a dictionary, ordered or not: the entries whose keys are text, and how many others it has.
	dict struct {
		entries map[string]any
		others  int
	}
	// global is a function or class by its full name.
	global string
	// storage is a row of numbers, shared by tensors: an entry of the zip file.
	storage struct {
		dtype dtype
		key   string
		numel int64
	}
	// tensor is a view of a storage: offset and strides count numbers.
	tensor struct {
		storage        storage
		offset         int64
		shape, strides []int64
	}
)

func (d *dict) set(key, value any) {
	name, ok := key.(string)
	if !ok {
		d.others++
		return
	}
	if d.entries == nil {
		d.entries = map[string]any{}
	}
	d.entries[name] = value
}

// tensors counts the tensors in a dictionary, not those in dictionaries within it.
func (d *dict) tensors() int {
	n := 0
	for _, value := range d.entries {
		if _, ok := value.(*tensor); ok {
			n++
		}
	}
	return n
}

// kind says what a value is, for errors.
func kind(value any) string {
	switch v := value.(type) {
	case nil:
		return "None"
	case bool:
		return "a bool"
	case int64, float64:
		return "a number"
	case string:
		return "text"
	case tuple:
		return "a tuple"
	case *list:
		return "a list"
	case *dict:
		return "a dictionary"
	case *storage:
		return "a storage"
	case *tensor:
		return "a tensor"
	case global:
		return "the class " + string(v)
	}
	return "a mark"
}
