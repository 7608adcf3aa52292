package pytorch

import "strings"

// constructors are the functions that a pickle may call, by full name.
var constructors = map[global]func(args tuple) (any, error){
	"collections.OrderedDict":         newDict,
	"torch._utils._rebuild_tensor_v2": newTensor,
	"torch._utils._rebuild_parameter": newParameter,
}

// dtype is a type of numbers, named as safetensors names it, and its size in bytes.
type dtype struct {
	name string
	size int64
}

// storages are the classes of storages and their numbers.
var storages = map[global]dtype{
	"torch.FloatStorage": {"F32", 4}, "torch.HalfStorage": {"F16", 2}, "torch.BFloat16Storage": {"BF16", 2},
	"torch.DoubleStorage": {"F64", 8}, "torch.LongStorage": {"I64", 8}, "torch.IntStorage": {"I32", 4},
	"torch.ShortStorage": {"I16", 2}, "torch.CharStorage": {"I8", 1}, "torch.ByteStorage": {"U8", 1},
	"torch.BoolStorage": {"BOOL", 1},
}

// lookUp returns a global if it is one of those above.
func lookUp(module, name string) (any, error) {
	g := global(module + "." + name)
	if constructors[g] == nil && storages[g].size == 0 {
		return nil, ErrUnsupported.Errorf("it holds a %.100s; only dense tensors are read, and no code: %s", string(g),
			"torch.save(model.state_dict(), FILE), with the weights in float32, float16 or bfloat16")
	}
	return g, nil
}

func newDict(args tuple) (any, error) {
	if len(args) != 0 {
		return nil, ErrUnsupported.Errorf("an OrderedDict made from %d arguments", len(args))
	}
	return &dict{}, nil
}

// newTensor reads (storage, offset, size, stride, requires_grad, hooks) and perhaps metadata.
func newTensor(args tuple) (any, error) {
	if len(args) < 6 {
		return nil, ErrFile.Errorf("a tensor is made from %d values, want 6", len(args))
	}
	s, isStorage := args[0].(*storage)
	offset, isInt := args[1].(int64)
	shape, isShape := integers(args[2])
	strides, isStrides := integers(args[3])
	if !isStorage || !isInt || !isShape || !isStrides || len(shape) != len(strides) {
		return nil, ErrFile.Errorf("a tensor is made from %s, want a storage, an offset, a shape and its strides",
			kinds(args[:4]))
	}
	return &tensor{*s, offset, shape, strides}, nil
}

// newParameter reads (tensor, requires_grad, hooks).
func newParameter(args tuple) (any, error) {
	if len(args) > 0 {
		if t, ok := args[0].(*tensor); ok {
			return t, nil
		}
	}
	return nil, ErrFile.Errorf("a parameter is made from %s, want a tensor first", kinds(args))
}

// newStorage reads ("storage", class, key, device, number of elements).
func newStorage(id any) (*storage, error) {
	args, ok := id.(tuple)
	if !ok || len(args) < 5 || args[0] != "storage" {
		return nil, ErrFile.Errorf("a storage is named by %s, want a tuple of five", kind(id))
	}
	class, isClass := args[1].(global)
	key, isKey := args[2].(string)
	numel, isInt := args[4].(int64)
	d, known := storages[class]
	if !isClass || !known || !isKey || !isInt {
		return nil, ErrFile.Errorf("a storage is named by %s, want a class of storages, a key and a number", kinds(args))
	}
	return &storage{d, key, numel}, nil
}

// integers returns a tuple of numbers.
func integers(value any) ([]int64, bool) {
	t, ok := value.(tuple)
	if !ok || len(t) > maxAxes {
		return nil, false
	}
	numbers := make([]int64, len(t))
	for i, v := range t {
		if numbers[i], ok = v.(int64); !ok {
			return nil, false
		}
	}
	return numbers, true
}

// kinds says what a few values are.
func kinds(values []any) string {
	var names []string
	for _, v := range values[:min(len(values), 8)] {
		names = append(names, kind(v))
	}
	return "(" + strings.Join(names, ", ") + ")"
}
