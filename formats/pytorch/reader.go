package pytorch

import (
	"io"
	"maps"
	"slices"

	"github.com/coconut-page/coconut/formats/internal/number"
	"github.com/coconut-page/coconut/internal/fault"
)

// Errors of reading.
var (
	// ErrFile is wrapped by errors about a file that torch.save did not write, or that is damaged; the message names the
	// part.
	ErrFile = fault.New("pytorch", "not a file that can be read")
	// ErrUnsupported is wrapped by errors about a file that PyTorch reads and we do not: one with more than tensors, or
	// with numbers of another type.
	ErrUnsupported = fault.New("pytorch", "unsupported")
)

// The entries of a file.
const (
	pickleName    = "data.pkl"
	byteOrderName = "byteorder"
	dataFolder    = "data/"

	maxByteOrder = 16
)

// maxAxes bounds a tensor's shape.
const maxAxes = 8

// Reader is a file that has been opened: tensors are read when they are asked for.
type Reader struct {
	// Tensors are the tensors by name.
	Tensors map[string]TensorInfo
	// Entry names the entry of the saved dictionary that the tensors are in, if they are in one: training runs save the
	// state of their optimizer beside it.
	Entry string

	archive *archive
}

// TensorInfo says what a tensor is and where it lies.
type TensorInfo struct {
	// DType is the type of the numbers as safetensors names it: F32, F16, BF16, and others that Floats does not read.
	DType string
	// Shape are the sizes of the axes, slowest first.
	Shape []int

	tensor *tensor
}

// NewReader reads the description of a file of so many bytes. Errors wrap ErrFile or ErrUnsupported, or are the file's.
func NewReader(file io.ReaderAt, size int64) (*Reader, error) {
	a, err := openArchive(file, size)
	if err != nil {
		return nil, err
	}
	if err := a.checkByteOrder(); err != nil {
		return nil, err
	}
	data, err := a.read(pickleName, maxPickle)
	if err != nil {
		return nil, err
	}
	value, err := unpickle(data)
	if err != nil {
		return nil, fault.Errorf("pytorch", "%s%s: %w", a.stem, pickleName, err)
	}
	state, entry, err := stateDict(value)
	if err != nil {
		return nil, err
	}
	r := &Reader{map[string]TensorInfo{}, entry, a}
	for name, value := range state.entries {
		t := value.(*tensor)
		if err := r.checkTensor(t); err != nil {
			return nil, fault.Errorf("pytorch", "tensor %.100q: %w", name, err)
		}
		r.Tensors[name] = info(t)
	}
	return r, nil
}

// checkByteOrder refuses files of big-endian machines. Files before PyTorch 2.1 do not say, and are little-endian.
func (a *archive) checkByteOrder() error {
	if _, says := a.entries[a.stem+byteOrderName]; !says {
		return nil
	}
	order, err := a.read(byteOrderName, maxByteOrder)
	if err == nil && string(order) != "little" {
		err = ErrUnsupported.Errorf("%s is %q; supported: little", byteOrderName, order)
	}
	return err
}

// stateDict finds the dictionary of tensors that a pickle made: the whole, or its only entry that is one, with the
// entry's name.
func stateDict(value any) (state *dict, entry string, err error) {
	d, ok := value.(*dict)
	if !ok {
		return nil, "", ErrUnsupported.Errorf("it holds %s, want a state dict: torch.save(model.state_dict(), FILE)",
			kind(value))
	}
	if d.tensors() == 0 {
		if entry, err = nested(d); err != nil {
			return nil, "", err
		}
		if entry != "" {
			d = d.entries[entry].(*dict)
		}
	}
	if d.others > 0 {
		return nil, "", ErrUnsupported.Errorf("a dictionary whose keys are not text, want a state dict")
	}
	for _, name := range slices.Sorted(maps.Keys(d.entries)) {
		if _, ok := d.entries[name].(*tensor); !ok {
			return nil, "", ErrUnsupported.Errorf("entry %.100q is %s, not a tensor; save the weights alone: %s", name,
				kind(d.entries[name]), "torch.save(model.state_dict(), FILE)")
		}
	}
	return d, entry, nil
}

// nested names the entry that has the tensors of a dictionary without any of its own, or "" if none has.
func nested(d *dict) (entry string, err error) {
	for _, name := range slices.Sorted(maps.Keys(d.entries)) {
		inner, ok := d.entries[name].(*dict)
		if !ok || inner.tensors() == 0 {
			continue
		}
		if entry != "" {
			return "", ErrUnsupported.Errorf("there are tensors in its entries %.100q and %.100q; save one of them alone: "+
				"torch.save(torch.load(FILE)[%.100q], NEW)", entry, name, entry)
		}
		entry = name
	}
	return entry, nil
}

func info(t *tensor) TensorInfo {
	shape := make([]int, len(t.shape))
	for axis, n := range t.shape {
		shape[axis] = int(n)
	}
	return TensorInfo{t.storage.dtype.name, shape, t}
}

// Floats reads a tensor as float32, exactly and row-major. The bytes that it lies in are compared with their checksum,
// when the first tensor of them is read. Errors wrap ErrFile or ErrUnsupported, or are the file's.
func (r *Reader) Floats(name string) ([]float32, error) {
	t, ok := r.Tensors[name]
	if !ok {
		return nil, ErrFile.Errorf("there is no tensor %s", name)
	}
	n, ok := number.Types[t.DType]
	if !ok {
		return nil, ErrUnsupported.Errorf("tensor %s has numbers of type %s; supported: %s", name, t.DType, number.Names())
	}
	if t.tensor.empty() {
		return nil, nil
	}
	section, err := r.archive.verifiedEntry(dataFolder + t.tensor.storage.key)
	if err != nil {
		return nil, fault.Errorf("pytorch", "tensor %s: %w", name, err)
	}
	first, last := t.tensor.span()
	size := int64(n.Size)
	row := io.NewSectionReader(section, first*size, (last-first+1)*size)
	values, err := n.Read(row, last-first+1)
	if err != nil {
		return nil, fault.Errorf("pytorch", "tensor %s: %w", name, err)
	}
	if t.tensor.contiguous() {
		return values, nil
	}
	view := make([]float32, 0, t.tensor.elements())
	gather(t.tensor.shape, t.tensor.strides, 0, func(at int64) { view = append(view, values[at]) })
	return view, nil
}
