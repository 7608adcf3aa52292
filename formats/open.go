package formats

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// ErrUnsupported is wrapped by errors about files that no subpackage can read.
var ErrUnsupported = fault.New("formats", "unsupported")

// Checkpoint is a model in a foreign format, in terms of the runtime's schema. Close ends the use of its files.
type Checkpoint interface {
	io.Closer
	// Config is the model's config.
	Config() runtime.Config
	// License is its licence as an SPDX identifier, or "".
	License() string
	// Files returns the small files that belong to the model folder, by name: tokenizer.json, and generation_config.json
	// with the token that ends a text.
	Files() (map[string][]byte, error)
	// Floats returns the values of a tensor of Config's schema, row-major, exactly as in the file.
	Floats(spec quant.Spec) ([]float32, error)
}

// folder stands for a folder among the file extensions.
const folder = "/"

// readers open the formats, by file extension.
var readers = map[string]func(path string) (Checkpoint, error){
	".gguf":        as(gguf.Open),
	".safetensors": as(huggingface.Open),
	folder:         as(huggingface.Open),
}

// as turns a subpackage's function into a reader.
func as[C Checkpoint](open func(path string) (C, error)) func(path string) (Checkpoint, error) {
	return func(path string) (Checkpoint, error) {
		c, err := open(path)
		if err != nil {
			return nil, fault.Errorf("formats", "%s: %w", path, err)
		}
		return c, nil
	}
}

// Open opens a model: a file, or a folder in Hugging Face's layout. Errors wrap ErrUnsupported or those of the
// subpackage, name the file, or come from the file system.
func Open(path string) (Checkpoint, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	kind := strings.ToLower(filepath.Ext(path))
	if info.IsDir() {
		kind = folder
	}
	open, ok := readers[kind]
	if !ok {
		return nil, ErrUnsupported.Errorf("%s: only %s and Hugging Face's folders are supported", path,
			strings.Join(extensions(), ", "))
	}
	return open(path)
}

// extensions lists the supported file extensions.
func extensions() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(readers)), func(kind string) bool { return kind == folder })
}
