package remote

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/internal/fault"
)

// ErrNotFound is what a Server returns for a file that it does not have.
var ErrNotFound = fault.New("remote", "no such file")

// Server reads files by their addresses. Errors name the address.
type Server interface {
	// Size returns a file's size in bytes. The error wraps ErrNotFound if there is none.
	Size(address string) (int64, error)
	// Read returns n bytes of a file from the offset on.
	Read(address string, offset int64, n int) ([]byte, error)
}

const (
	weightsName = "model.safetensors"
	indexName   = weightsName + ".index.json"
	// maxSmall is the most bytes of a small file: the largest tokenizers have some tens of megabytes.
	maxSmall = 64 << 20
	// maxShards is the most files that weights are split into.
	maxShards = 64
)

// small are the files beside safetensors that say what the model is; those that are missing may not be needed.
var small = []string{"config.json", "tokenizer.json", "tokenizer_config.json", "generation_config.json"}

// Open finds the files of the model at an address, for formats.OpenFiles: see the package. base is the address of the
// site, for addresses that are relative to it. Errors wrap ErrAddress, ErrNotFound or those of the server.
func Open(s Server, address, base string) ([]formats.File, error) {
	at, err := locate(address, base)
	if err != nil {
		return nil, err
	}
	if at.file != "" {
		f, err := open(s, at.folder, at.file)
		return []formats.File{f}, err
	}
	files, err := openWeights(s, at.folder)
	if err != nil {
		return nil, err
	}
	for _, name := range small {
		f, err := openSmall(s, at.folder, name)
		if err == nil {
			files = append(files, f)
		} else if !errors.Is(err, ErrNotFound) {
			return nil, err
		}
	}
	return files, nil
}

// openWeights opens a folder's safetensors, in one file or several.
func openWeights(s Server, folder string) ([]formats.File, error) {
	f, err := open(s, folder, weightsName)
	if err == nil {
		return []formats.File{f}, nil
	}
	if !errors.Is(err, ErrNotFound) {
		return nil, err
	}
	index, err := openSmall(s, folder, indexName)
	if errors.Is(err, ErrNotFound) {
		return nil, ErrNotFound.Errorf("%s has neither %s nor %s; give the address of a folder that has, or of a .gguf file",
			folder, weightsName, indexName)
	}
	if err != nil {
		return nil, err
	}
	shards, err := shardNames(index)
	if err != nil {
		return nil, err
	}
	files := []formats.File{}
	for _, name := range shards {
		f, err := open(s, folder, name)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	return append(files, index), nil
}

// shardNames lists the files that an index names.
func shardNames(index formats.File) ([]string, error) {
	data := make([]byte, index.Size)
	if _, err := index.ReadAt(data, 0); err != nil {
		return nil, err
	}
	var content struct {
		Map map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(data, &content); err != nil {
		return nil, fault.Errorf("remote", "%s: %w", indexName, err)
	}
	names := map[string]bool{}
	for _, name := range content.Map {
		if !strings.HasSuffix(name, ".safetensors") || strings.ContainsAny(name, "/\\") {
			return nil, fault.Errorf("remote", "%s names a file %.100q", indexName, name)
		}
		names[name] = true
	}
	if len(names) == 0 || len(names) > maxShards {
		return nil, fault.Errorf("remote", "%s names %d files, and should 1 to %d", indexName, len(names), maxShards)
	}
	return slices.Sorted(maps.Keys(names)), nil
}

// open opens a file whose parts are read when they are asked for.
func open(s Server, folder, name string) (formats.File, error) {
	address := folder + url.PathEscape(name)
	size, err := s.Size(address)
	if err != nil {
		return formats.File{}, err
	}
	return formats.File{Name: name, ReaderAt: &reader{server: s, address: address, size: size}, Size: size}, nil
}

// openSmall reads a small file whole.
func openSmall(s Server, folder, name string) (formats.File, error) {
	address := folder + name
	size, err := s.Size(address)
	if err != nil {
		return formats.File{}, err
	}
	if size > maxSmall {
		return formats.File{}, fault.Errorf("remote", "%s has %d bytes, at most %d are read", address, size, maxSmall)
	}
	data, err := s.Read(address, 0, int(size))
	return formats.File{Name: name, ReaderAt: bytes.NewReader(data), Size: int64(len(data))}, err
}

// Download is how many bytes an import of the files fetches.
func Download(files []formats.File) (n int64) {
	for _, f := range files {
		if _, ok := f.ReaderAt.(*reader); ok {
			n += f.Size
		}
	}
	return n
}
