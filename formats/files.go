package formats

import (
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// File is a file that was handed over, for instance to a web page, instead of a name to find it by.
type File = huggingface.File

// handedReaders open the formats among files that were handed over, by the extension of the file with the weights. The
// files with that extension are weights.
var handedReaders = map[string]func(weights, all []File) (Checkpoint, error){
	".gguf": func(weights, _ []File) (Checkpoint, error) {
		if len(weights) > 1 {
			return nil, ErrUnsupported.Errorf("%d GGUF files at once; choose one", len(weights))
		}
		r, err := gguf.NewReader(weights[0], weights[0].Size)
		if err != nil {
			return nil, err
		}
		return r.Checkpoint()
	},
	".safetensors": func(_, all []File) (Checkpoint, error) { return huggingface.OpenFiles(all) },
}

// OpenFiles opens the model in files that were handed over: a GGUF file, or safetensors files with their config.json
// and tokenizer.json. Files that are not needed are ignored. Errors wrap ErrUnsupported or those of the subpackage, and
// name the file.
func OpenFiles(files []File) (Checkpoint, error) {
	weights, kind := []File{}, ""
	for _, f := range files {
		k := strings.ToLower(path.Ext(f.Name))
		if _, ok := handedReaders[k]; !ok {
			continue
		}
		if kind != "" && k != kind {
			return nil, ErrUnsupported.Errorf("%s and %s at once; choose one of them", weights[0].Name, f.Name)
		}
		weights, kind = append(weights, f), k
	}
	if kind == "" {
		return nil, ErrUnsupported.Errorf("%s; the weights are to be a file of %s", names(files),
			strings.Join(slices.Sorted(maps.Keys(handedReaders)), " or "))
	}
	c, err := handedReaders[kind](weights, files)
	if err != nil {
		return nil, fault.Errorf("formats", "%s: %w", weights[0].Name, err)
	}
	return c, nil
}

// names lists the first few files for people.
func names(files []File) string {
	const most = 3
	var all []string
	for _, f := range files[:min(len(files), most)] {
		all = append(all, f.Name)
	}
	if len(files) > most {
		all = append(all, "…")
	}
	if len(all) == 0 {
		return "no file"
	}
	return strings.Join(all, ", ")
}

// RequireTokenizer refuses a model's small files without a tokenizer that can be used, as a program does that has no
// use for token ids alone. The error wraps ErrUnsupported or those of package tokenizer.
func RequireTokenizer(files map[string][]byte) error {
	data, ok := files[layout.TokenizerFile]
	if !ok {
		return ErrUnsupported.Errorf("a model without a tokenizer; choose its %s together with the weights",
			layout.TokenizerFile)
	}
	if _, err := bpe.Load(data); err != nil {
		return fault.Errorf("formats", "%s: %w", layout.TokenizerFile, err)
	}
	return nil
}
