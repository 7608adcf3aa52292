package huggingface

import (
	"io"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/safetensors"
)

// container is a file format for weights.
type container struct {
	// whole and index name the files of a folder: all weights, or the list of the files that they are in.
	whole, index string
	// extension is what the names of its files end with, or "" if they can have any name.
	extension string
	open      opener
}

// opener opens a file with weights. The note says where in the file they are, if that is not plain.
type opener func(file io.ReaderAt, size int64) (tensors map[string]Tensor, note string, err error)

// Tensor is a tensor that can be read.
type Tensor struct {
	// DType is the type of its numbers as safetensors names it, Shape the sizes of its axes.
	DType string
	Shape []int
	// Floats reads the values, exactly and row-major.
	Floats func() ([]float32, error)
}

// safetensorsExtension is what the names of safetensors files end with.
const safetensorsExtension = ".safetensors"

// weightsName is the file with all weights of a folder that Write writes.
const weightsName = "model.safetensors"

// containers are the formats for weights. The first that a folder has, or whose extension a file has, is read.
var containers = append([]container{
	{weightsName, weightsName + ".index.json", safetensorsExtension, openSafetensors},
}, moreContainers...)

// containerOf returns the format of a file.
func containerOf(name string) container {
	i := slices.IndexFunc(containers, func(c container) bool {
		return strings.HasSuffix(strings.ToLower(name), c.extension)
	})
	return containers[max(i, 0)] // which refuses the file, if it is another format's
}

func openSafetensors(file io.ReaderAt, size int64) (tensors map[string]Tensor, note string, err error) {
	r, err := safetensors.NewReader(file, size)
	if err != nil {
		return nil, "", err
	}
	tensors = map[string]Tensor{}
	for name, info := range r.Tensors {
		tensors[name] = Tensor{info.DType, info.Shape, func() ([]float32, error) { return r.Floats(name) }}
	}
	return tensors, "", nil
}
