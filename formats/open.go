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

var (
	// ErrUnsupported is wrapped by errors about files that no subpackage can read.
	ErrUnsupported = fault.New("formats", "unsupported")
	// ErrNoRoom is wrapped by errors about a model that is too large for where it is to be converted.
	ErrNoRoom = fault.New("formats", "the model is too large")
)

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

// quantized is a Checkpoint that may hold matrices in number formats of ours.
type quantized interface {
	// Quantized returns a matrix of Config's schema with exactly the file's numbers, if this format can hold them;
	// otherwise nil.
	Quantized(spec quant.Spec, format quant.Format) (quant.Matrix, error)
}

// folder stands for a folder among the file extensions.
const folder = "/"

// Reader opens a file or folder. config is the name of a config.json to use, or "" for the source's own.
type Reader func(path, config string) (Checkpoint, error)

// readers open the formats, by file extension; open those whose config is a file of its own. torch.save gives files no
// extension; people add one or not. It is a function so that programs without Open do without them.
func readers(open Reader) map[string]Reader {
	described := named(open)
	return map[string]Reader{
		".gguf":        whole(gguf.Open),
		".safetensors": described,
		".bin":         described,
		".pt":          described,
		".pth":         described,
		"":             described,
		folder:         described,
	}
}

// plain opens the models of transformers' classes.
func plain(path, config string) (Checkpoint, error) {
	c, err := huggingface.OpenConfig(path, config)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// named makes a reader whose errors name the file.
func named(open Reader) Reader {
	return func(path, config string) (Checkpoint, error) {
		c, err := open(path, config)
		if err != nil {
			return nil, fault.Errorf("formats", "%s: %w", path, err)
		}
		return c, nil
	}
}

// whole makes a reader of a format whose files hold their config.
func whole[C Checkpoint](open func(path string) (C, error)) Reader {
	return named(func(path, config string) (Checkpoint, error) {
		if config != "" {
			return nil, ErrUnsupported.Errorf("a file of this format holds its config and takes no other, but %s was given",
				config)
		}
		return open(path)
	})
}

// Open opens a model: a file, or a folder in Hugging Face's layout. Errors wrap ErrUnsupported or those of the
// subpackage, name the file, or come from the file system.
func Open(path string) (Checkpoint, error) { return OpenConfig(path, "") }

// OpenConfig is Open with another config.json than the one beside the weights, unless its name is "".
func OpenConfig(path, config string) (Checkpoint, error) { return OpenBy(path, config, plain) }

// OpenBy is OpenConfig with another reader for the formats whose config is a file of its own.
func OpenBy(path, config string, by Reader) (Checkpoint, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, err
	}
	kind := folder
	if !info.IsDir() {
		if kind, err = fileKind(path); err != nil {
			return nil, err
		}
	}
	open, ok := readers(by)[kind]
	if !ok {
		return nil, ErrUnsupported.Errorf("%s: only %s, Hugging Face's folders and PyTorch's files without an extension are "+
			"supported", path, strings.Join(extensions(), ", "))
	}
	return open(path, config)
}

// fileKind is a file's extension, or ".gguf" for a GGUF file by any name, for instance one in a cache that is named by
// its hash.
func fileKind(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	head := make([]byte, len(gguf.Magic))
	if _, err := io.ReadFull(f, head); err == nil && string(head) == gguf.Magic {
		return ".gguf", nil
	}
	return strings.ToLower(filepath.Ext(path)), nil
}

// extensions lists the supported file extensions.
func extensions() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(readers(nil))), func(kind string) bool {
		return kind == folder || kind == ""
	})
}
