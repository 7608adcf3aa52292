package quant

import "errors"

var (
	// ErrNotFinite is wrapped by the error about a NaN or an infinity among the weights; the message says its row and
	// column.
	ErrNotFinite = errors.New("quant: not a finite number")
	// ErrShape is wrapped by errors about values or tensors whose count, type or shape does not make a matrix.
	ErrShape = errors.New("quant: bad shape")
	// ErrRange is wrapped by errors about stored values that quantizing never produces, such as -128 or a negative scale.
	ErrRange = errors.New("quant: value out of range")
)
