//go:build !tasks_only

package simd

import "unsafe"

// The jobs of a team. They are rows of int32, with the lowest byte first, and then bytes. A jobPut has the matrix's
// number, kernels (numberOf, since an instance may measure which are best), format, outputs and inputs, and the offset
// of the bytes that follow; its answer is empty. A jobMultiply has the kernels, which may be others of the same layout
// by then, the number of tokens, the number of matrices and their numbers, and then operands and start values; it is
// answered once for each matrix, by its sums.
const (
	jobPut = iota
	jobMultiply
)

// Helper does the jobs of a team in another instance of the program. The zero value is ready to use.
type Helper struct {
	matrices []Shared
	vectors  Activations
}

// Do does a job, and passes each of its answers on, which are overwritten by the next. Errors are those of answer, or
// wrap ErrTeam for a job that cannot be read. The job's memory must begin at a multiple of four bytes.
func (h *Helper) Do(job []byte, answer func([]byte) error) error {
	r := jobReader{rest: job}
	switch kind := r.int(); kind {
	case jobPut:
		if err := h.put(&r); err != nil {
			return err
		}
		return answer(nil)
	case jobMultiply:
		return h.multiply(&r, answer)
	default:
		return ErrTeam.Errorf("a job of kind %d", kind)
	}
}

// put takes a part of a matrix.
func (h *Helper) put(r *jobReader) error {
	id, kernel, f, rows, cols, from := r.int(), r.int(), format(r.int()), r.int(), r.int(), r.int()
	if all := candidates(); id == len(h.matrices) && kernel >= 0 && kernel < len(all) {
		m := f.empty(all[kernel], rows, cols)
		if m == nil {
			return ErrTeam.Errorf("a matrix [%d, %d] of format %d", rows, cols, f)
		}
		h.matrices = append(h.matrices, m)
	}
	if r.short || id < 0 || id >= len(h.matrices) {
		return ErrTeam.Errorf("matrix %d, and there are %d", id, len(h.matrices))
	}
	if data := h.matrices[id].layout().data; from < 0 || from+len(r.rest) > len(data) {
		return ErrTeam.Errorf("matrix %d: bytes %d to %d of %d", id, from, from+len(r.rest), len(data))
	}
	copy(h.matrices[id].layout().data[from:], r.rest)
	return nil
}

// multiply multiplies the panels of matrices.
func (h *Helper) multiply(r *jobReader, answer func([]byte) error) error {
	kernel, tokens, ids := r.int(), r.int(), r.ints(r.int())
	for _, id := range ids {
		if err := h.load(id, tokens, r); err != nil {
			return err
		}
		m := h.matrices[id]
		l := m.layout()
		k, err := l.kernels.like(kernel)
		if err != nil {
			return err
		}
		m.zero(&h.vectors, l.panels*panelRows)
		k.tiles(&h.vectors, m, 0, l.panels, l.panelSize)
		if err := answer(m.sums(&h.vectors, l.panels*panelRows)); err != nil {
			return err
		}
	}
	return nil
}

// like returns the candidate of a number, if its layout is that of k: kernels that share a name share a layout.
func (k *kernels) like(number int) (*kernels, error) {
	if all := candidates(); number >= 0 && number < len(all) && all[number].name == k.name {
		return all[number], nil
	}
	return nil, ErrTeam.Errorf("kernels %d for a matrix of kernels %s", number, k.name)
}

// load takes the operands for a matrix, if they are what it needs: the kernels have bare pointers.
func (h *Helper) load(id int32, tokens int, r *jobReader) error {
	if r.short || id < 0 || int(id) >= len(h.matrices) {
		return ErrTeam.Errorf("matrix %d, and there are %d", id, len(h.matrices))
	}
	l := h.matrices[id].layout()
	bytes, starts := l.operandSize()
	if have := len(r.rest); tokens < 1 || have%tokens != 0 || have/tokens != bytes+starts*sumBytes {
		return ErrTeam.Errorf("%d tokens have %d bytes of operands", tokens, have)
	}
	a := &h.vectors
	a.tokens, a.operandStride, a.operand = tokens, bytes, r.rest[:tokens*bytes]
	a.starts = unsafe.Slice((*int32)(unsafe.Pointer(unsafe.SliceData(r.rest[tokens*bytes:]))), tokens*starts)
	return nil
}

// jobReader reads the numbers of a job.
type jobReader struct {
	rest  []byte
	short bool // there were fewer
}

func (r *jobReader) int() int {
	if len(r.rest) < 4 {
		r.short = true
		return 0
	}
	v := int32(word(r.rest))
	r.rest = r.rest[4:]
	return int(v)
}

func (r *jobReader) ints(n int) (all []int32) {
	for i := 0; i < n && !r.short; i++ {
		all = append(all, int32(r.int()))
	}
	return all
}

func appendInts(job []byte, all ...int) []byte {
	for _, v := range all {
		job = append(job, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
	}
	return job
}
