//go:build !js

package huggingface

import (
	"io"

	"github.com/coconut-page/coconut/formats/pytorch"
)

// moreContainers are the formats that programs in browsers do without: PyTorch's takes a reader of zip files.
var moreContainers = []container{
	{"pytorch_model.bin", "pytorch_model.bin.index.json", "", openPyTorch},
}

func openPyTorch(file io.ReaderAt, size int64) (map[string]tensor, error) {
	r, err := pytorch.NewReader(file, size)
	if err != nil {
		return nil, err
	}
	all := map[string]tensor{}
	for name, info := range r.Tensors {
		all[name] = tensor{info.DType, info.Shape, r.Floats}
	}
	return all, nil
}
