package pytorch

import (
	"slices"
	"strings"
)

// checkTensor compares a tensor with its storage, and the storage with its entry.
func (r *Reader) checkTensor(t *tensor) error {
	if strings.Contains(t.storage.key, "/") {
		return ErrFile.Errorf("the key of its storage is %.100q", t.storage.key)
	}
	section, err := r.archive.entry(dataFolder + t.storage.key)
	if err != nil {
		return err
	}
	if n := t.storage.numel; n < 0 || n > section.Size()/t.storage.dtype.size {
		return ErrFile.Errorf("its storage should have %d numbers, and its entry has %d bytes", n, section.Size())
	}
	return t.check()
}

// check compares a view with its storage. No sum or product exceeds the number of elements of the storage.
func (t *tensor) check() error {
	if slices.Min(append([]int64{0}, t.shape...)) < 0 {
		return ErrFile.Errorf("its shape is %v", t.shape)
	}
	if t.empty() {
		return nil
	}
	numel := t.storage.numel
	if t.offset < 0 || t.offset >= numel {
		return ErrFile.Errorf("it begins at number %d of a storage of %d", t.offset, numel)
	}
	elements, last := int64(1), t.offset
	for axis, n := range t.shape {
		if stride := t.strides[axis]; n > 1 {
			if stride < 0 || stride > (numel-1-last)/(n-1) {
				return ErrFile.Errorf("its shape %v with strides %v and offset %d is outside its storage of %d numbers", t.shape,
					t.strides, t.offset, numel)
			}
			last += (n - 1) * stride
		}
		// Without this, tensors that repeat their numbers would make a small file take any amount of memory.
		if elements > numel/n {
			return ErrUnsupported.Errorf("its shape is %v, and its storage has %d numbers only: save a tensor.contiguous()",
				t.shape, numel)
		}
		elements *= n
	}
	return nil
}

// empty reports whether a tensor has no elements.
func (t *tensor) empty() bool { return slices.Contains(t.shape, 0) }

// elements is the number of elements.
func (t *tensor) elements() int64 {
	n := int64(1)
	for _, axis := range t.shape {
		n *= axis
	}
	return n
}

// span returns the places in the storage of the first element and of the last, for a tensor that is not empty.
func (t *tensor) span() (first, last int64) {
	last = t.offset
	for axis, n := range t.shape {
		last += (n - 1) * t.strides[axis]
	}
	return t.offset, last
}

// contiguous reports whether the elements lie one after the other, row-major.
func (t *tensor) contiguous() bool {
	next := int64(1)
	for axis, n := range slices.Backward(t.shape) {
		if n > 1 && t.strides[axis] != next {
			return false
		}
		next *= n
	}
	return true
}

// gather calls visit with the place of every element, row-major. at is the place of the first.
func gather(shape, strides []int64, at int64, visit func(at int64)) {
	if len(shape) == 0 {
		visit(at)
		return
	}
	for i := range shape[0] {
		gather(shape[1:], strides[1:], at+i*strides[0], visit)
	}
}
