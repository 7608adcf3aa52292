// Package statedict writes what torch.save writes, for tests that need a PyTorch file of a certain shape.
package statedict

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
)

// Tensor is a tensor: float32 values, row-major, of some shape, or a mask of ones if there are no values.
type Tensor struct {
	Name   string
	Shape  []int
	Values []float32
}

// Marshal returns a file with the tensors.
func Marshal(tensors []Tensor) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	entry := func(name string, data []byte) error {
		w, err := z.CreateHeader(&zip.FileHeader{Name: "archive/" + name, Method: zip.Store})
		if err == nil {
			_, err = w.Write(data)
		}
		return err
	}
	pickle := []byte("\x80\x02ccollections\nOrderedDict\n)R")
	for i, t := range tensors {
		class, data := encode(t)
		pickle = appendTensor(pickle, t, class, strconv.Itoa(i))
		if err := entry("data/"+strconv.Itoa(i), data); err != nil {
			return nil, err
		}
	}
	for name, data := range map[string]string{
		"data.pkl": string(pickle) + ".", "byteorder": "little", "version": "3\n",
	} {
		if err := entry(name, []byte(data)); err != nil {
			return nil, err
		}
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// encode returns a tensor's class of storage and its bytes.
func encode(t Tensor) (class string, data []byte) {
	if t.Values == nil {
		return "BoolStorage", bytes.Repeat([]byte{1}, count(t.Shape))
	}
	for _, v := range t.Values {
		data = binary.LittleEndian.AppendUint32(data, math.Float32bits(v))
	}
	return "FloatStorage", data
}

// appendTensor appends the opcodes that put a tensor into the dictionary on the stack.
func appendTensor(p []byte, t Tensor, class, key string) []byte {
	p = appendText(p, t.Name)
	p = append(p, "ctorch._utils\n_rebuild_tensor_v2\n(("...)
	p = appendText(p, "storage")
	p = fmt.Appendf(p, "ctorch\n%s\n", class)
	p = appendText(p, key)
	p = appendText(p, "cpu")
	p = appendNumber(p, count(t.Shape))
	p = append(p, "tQK\x00"...)
	p = append(p, '(')
	for _, n := range t.Shape {
		p = appendNumber(p, n)
	}
	p = append(p, "t("...)
	for axis := range t.Shape {
		p = appendNumber(p, count(t.Shape[axis+1:]))
	}
	return append(p, "t\x89ccollections\nOrderedDict\n)RtRs"...)
}

func appendText(p []byte, text string) []byte {
	return append(binary.LittleEndian.AppendUint32(append(p, 'X'), uint32(len(text))), text...)
}

func appendNumber(p []byte, n int) []byte {
	return binary.LittleEndian.AppendUint32(append(p, 'J'), uint32(n))
}

func count(shape []int) int {
	n := 1
	for _, axis := range shape {
		n *= axis
	}
	return n
}
