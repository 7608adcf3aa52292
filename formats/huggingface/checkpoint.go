package huggingface

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/formats/safetensors"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// Errors of reading.
var (
	// ErrFile is wrapped by errors about a folder that lacks something, or whose parts do not fit together.
	ErrFile = fault.New("huggingface", "not a model that can be read")
	// ErrUnsupported is wrapped by errors about an architecture, or a variant of one, that is not read.
	ErrUnsupported = fault.New("huggingface", "unsupported")
)

// The names of files in a folder, and the most bytes that are read of each.
const (
	configFile  = "config.json"
	indexFile   = "model.safetensors.index.json"
	weightsFile = "model.safetensors"

	maxFile   = 16 << 20
	maxShards = 1 << 10
)

// Checkpoint is a folder seen through the runtime's schema.
type Checkpoint struct {
	dir    string
	family family
	config runtime.Config
	names  map[string]string // the file's names by ours
	shards map[string]*safetensors.Reader
	files  []io.Closer
}

// Open opens a folder, or one .safetensors file with the files beside it. Close ends the use of its files. Errors wrap
// ErrFile or ErrUnsupported, or those of package safetensors, or are the file system's.
func Open(path string) (*Checkpoint, error) {
	c := &Checkpoint{dir: path, shards: map[string]*safetensors.Reader{}}
	var shards []string
	if strings.HasSuffix(path, ".safetensors") {
		c.dir, shards = filepath.Dir(path), []string{filepath.Base(path)}
	}
	if err := c.open(shards); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *Checkpoint) open(shards []string) (err error) {
	if shards == nil {
		if shards, err = c.shardNames(); err != nil {
			return err
		}
	}
	for _, name := range shards {
		if err := c.openShard(name); err != nil {
			return err
		}
	}
	data, err := c.read(configFile)
	if err != nil {
		return err
	}
	if c.family, c.config, err = parseConfig(data, c.has); err != nil {
		return fault.Errorf("huggingface", "%s: %w", configFile, err)
	}
	return c.match()
}

// shardNames lists the files with weights.
func (c *Checkpoint) shardNames() ([]string, error) {
	data, err := c.read(indexFile)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{weightsFile}, nil
	}
	if err != nil {
		return nil, err
	}
	var index struct {
		Files map[string]string `json:"weight_map"`
	}
	if err := json.Unmarshal(data, &index); err != nil {
		return nil, ErrFile.Errorf("%s: %w", indexFile, err)
	}
	names := slices.Compact(slices.Sorted(maps.Values(index.Files)))
	if len(names) == 0 || len(names) > maxShards {
		return nil, ErrFile.Errorf("%s: weight_map names %d files", indexFile, len(names))
	}
	for _, name := range names {
		if name == "" || name != filepath.Base(name) || !filepath.IsLocal(name) {
			return nil, ErrFile.Errorf("%s: weight_map: %.100q is not the name of a file beside it", indexFile, name)
		}
	}
	return names, nil
}

// openShard adds one file's tensors.
func (c *Checkpoint) openShard(name string) error {
	file, err := os.Open(filepath.Join(c.dir, name))
	if err != nil {
		return err
	}
	c.files = append(c.files, file)
	info, err := file.Stat()
	if err != nil {
		return err
	}
	r, err := safetensors.NewReader(file, info.Size())
	if err != nil {
		return fault.Errorf("huggingface", "%s: %w", name, err)
	}
	for tensor := range r.Tensors {
		if _, twice := c.shards[tensor]; twice {
			return ErrFile.Errorf("%s: tensor %.100q is in another file, too", name, tensor)
		}
		c.shards[tensor] = r
	}
	return nil
}

// read reads a small file of the folder.
func (c *Checkpoint) read(name string) ([]byte, error) {
	file, err := os.Open(filepath.Join(c.dir, name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = ErrFile.Errorf("%s has more than %d bytes", name, maxFile)
	}
	return data, err
}

// has reports whether the files hold a tensor of one of our names.
func (c *Checkpoint) has(f family, ours string) bool {
	_, ok := c.find(f, ours)
	return ok
}

// find returns the file's name of a tensor. Some files leave out the name of the part that the tensor belongs to.
func (c *Checkpoint) find(f family, ours string) (string, bool) {
	for _, name := range []string{f.prefix + f.nameOf(ours), f.nameOf(ours)} {
		if _, ok := c.shards[name]; ok {
			return name, true
		}
	}
	return "", false
}

// match compares the tensors with the schema's.
func (c *Checkpoint) match() error {
	c.names = map[string]string{}
	known := map[string]bool{}
	for _, spec := range c.config.Tensors() {
		name, ok := c.find(c.family, spec.Name)
		if !ok {
			return ErrFile.Errorf("tensor %s%s is missing", c.family.prefix, c.family.nameOf(spec.Name))
		}
		want := spec.Shape
		if c.family.transposed(spec) {
			want = []int{spec.Shape[1], spec.Shape[0]}
		}
		if got := c.shards[name].Tensors[name].Shape; !slices.Equal(got, want) {
			return ErrFile.Errorf("tensor %s has shape %v, want %v by %s", name, got, want, configFile)
		}
		c.names[spec.Name], known[name] = name, true
	}
	for _, name := range slices.Sorted(maps.Keys(c.shards)) {
		if !known[name] && !ignored(name) {
			return ErrUnsupported.Errorf("tensor %.100q, which is not part of the %s that we run", name, c.config.ModelType)
		}
	}
	return nil
}

// ignored reports whether a tensor says nothing: masks and frequencies that old files have, and a tied head.
func ignored(name string) bool {
	for _, suffix := range []string{".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq", "lm_head.weight"} {
		if strings.HasSuffix(name, suffix) {
			return true
		}
	}
	return false
}

// Config is the model's config. It names no task.
func (c *Checkpoint) Config() runtime.Config { return c.config }

// License is "": a folder's licence stands in its README.md, for people.
func (c *Checkpoint) License() string { return "" }

// Files returns tokenizer.json and generation_config.json, as far as the folder has them.
func (c *Checkpoint) Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range []string{layout.TokenizerFile, layout.GenerationFile} {
		data, err := c.read(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files[name] = data
	}
	return files, nil
}

// Floats reads a tensor of the schema. Errors wrap those of package safetensors, or are the file's.
func (c *Checkpoint) Floats(spec quant.Spec) ([]float32, error) {
	name := c.names[spec.Name]
	values, err := c.shards[name].Floats(name)
	if err == nil && c.family.transposed(spec) {
		values = quant.Transpose(values, spec.Shape[1], spec.Shape[0])
	}
	return values, err
}

// Close closes the files.
func (c *Checkpoint) Close() error {
	var all error
	for _, file := range c.files {
		all = errors.Join(all, file.Close())
	}
	return all
}
