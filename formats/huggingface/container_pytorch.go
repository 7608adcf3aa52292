//go:build !js

package huggingface

import (
	"fmt"
	"io"

	"github.com/coconut-page/coconut/formats/pytorch"
)

// moreContainers are the formats that programs in browsers do without: PyTorch's takes a reader of zip files.
var moreContainers = []container{
	{"pytorch_model.bin", "pytorch_model.bin.index.json", "", openPyTorch},
}

func openPyTorch(file io.ReaderAt, size int64) (tensors map[string]Tensor, note string, err error) {
	r, err := pytorch.NewReader(file, size)
	if err != nil {
		return nil, "", err
	}
	if r.Entry != "" {
		note = fmt.Sprintf("the weights are in the file's entry %q; the rest of it is left out", r.Entry)
	}
	tensors = map[string]Tensor{}
	for name, info := range r.Tensors {
		tensors[name] = Tensor{info.DType, info.Shape, func() ([]float32, error) { return r.Floats(name) }}
	}
	return tensors, note, nil
}
