package formats

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// ErrUnsupported is wrapped by errors about files that no subpackage can read.
var ErrUnsupported = fault.New("formats", "unsupported")

// Checkpoint is a model in a foreign format, in terms of the runtime's schema.
type Checkpoint interface {
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

// readers are the formats by file extension.
var readers = map[string]func(file io.ReaderAt, size int64) (Checkpoint, error){
	".gguf": readGGUF,
}

func readGGUF(file io.ReaderAt, size int64) (Checkpoint, error) {
	r, err := gguf.NewReader(file, size)
	if err != nil {
		return nil, err
	}
	c, err := r.Checkpoint()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Open opens a model's file. The caller must close it after the last read from the checkpoint. Errors wrap
// ErrUnsupported or those of the subpackage, name the file, or come from the file system.
func Open(path string) (Checkpoint, io.Closer, error) {
	read, ok := readers[strings.ToLower(filepath.Ext(path))]
	if !ok {
		return nil, nil, ErrUnsupported.Errorf("%s: only files that end in %s are supported", path,
			strings.Join(endings(), ", "))
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err != nil {
		return nil, nil, closed(file, err)
	}
	c, err := read(file, info.Size())
	if err != nil {
		return nil, nil, closed(file, fault.Errorf("formats", "%s: %w", path, err))
	}
	return c, file, nil
}

// closed closes the file after an error.
func closed(file io.Closer, err error) error {
	file.Close() // it was only read, so the error does not matter
	return err
}

// endings lists the supported file extensions.
func endings() []string {
	var all []string
	for ending := range readers {
		all = append(all, ending)
	}
	slices.Sort(all)
	return all
}
