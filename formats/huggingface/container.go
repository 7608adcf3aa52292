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

// opener opens a file with weights.
type opener func(file io.ReaderAt, size int64) (map[string]tensor, error)

// tensor is a tensor that can be read.
type tensor struct {
	dtype  string // as safetensors names it
	shape  []int
	floats func(name string) ([]float32, error)
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

func openSafetensors(file io.ReaderAt, size int64) (map[string]tensor, error) {
	r, err := safetensors.NewReader(file, size)
	if err != nil {
		return nil, err
	}
	all := map[string]tensor{}
	for name, info := range r.Tensors {
		all[name] = tensor{info.DType, info.Shape, r.Floats}
	}
	return all, nil
}
