package huggingface

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/formats/internal/number"
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

// The file that describes a model, and the most bytes that are read of it and of other small files.
const (
	configFile = "config.json"

	maxFile   = 16 << 20
	maxShards = 1 << 10
)

// Checkpoint is a folder seen through the runtime's schema.
type Checkpoint struct {
	place   place
	family  family
	config  runtime.Config
	names   map[string]string // the file's names by ours
	tensors map[string]Tensor
	files   []io.Closer
	adapter Adapter // nil for none
	ends    []byte  // the text of a generation_config.json by config.json, or nil
	notes   []string
}

// Open opens a folder, or one file with weights and the files beside it: .safetensors, or what torch.save wrote, with
// any other name. Close ends the use of its files. Errors wrap ErrFile or ErrUnsupported, or those of packages
// safetensors and pytorch, or are the file system's.
func Open(path string) (*Checkpoint, error) { return OpenConfig(path, "") }

// OpenConfig is Open with another config.json than the one in the folder, unless its name is "".
func OpenConfig(path, config string) (*Checkpoint, error) { return OpenAdapted(path, config, nil) }

// OpenAdapted is OpenConfig for checkpoints that an adapter makes into those of transformers' classes. Errors may also
// be the adapter's, which may be nil.
func OpenAdapted(path, config string, a Adapter) (*Checkpoint, error) {
	c := &Checkpoint{place: disk(path), tensors: map[string]Tensor{}, adapter: a}
	if err := c.open(path, config); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// OpenFiles opens files that lie in no folder: all that end with .safetensors, and config.json, tokenizer.json and
// generation_config.json. Others are ignored. Errors are those of Open.
func OpenFiles(files []File) (*Checkpoint, error) {
	c := &Checkpoint{place: handed(files), tensors: map[string]Tensor{}}
	var shards []string
	for _, f := range files {
		if strings.HasSuffix(strings.ToLower(f.Name), safetensorsExtension) {
			shards = append(shards, f.Name)
		}
	}
	return c, c.openShards(shards, "", func(string) opener { return openSafetensors })
}

func (c *Checkpoint) open(path, config string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	shards := []string{filepath.Base(path)}
	if !info.IsDir() {
		c.place = disk(filepath.Dir(path))
	} else if shards, err = c.shards(); err != nil {
		return err
	}
	return c.openShards(shards, config, func(name string) opener { return containerOf(name).open })
}

// openShards opens the files with the weights, each with the opener for its name. The config comes first: without it a
// file of gigabytes need not be read.
func (c *Checkpoint) openShards(shards []string, config string, openerOf func(name string) opener) error {
	data, err := c.readConfig(config)
	if err != nil {
		return err
	}
	if err := checkNamed(data); err != nil {
		return fault.Errorf("huggingface", "%s: %w", cmp.Or(config, configFile), err)
	}
	if c.ends, err = endsOf(data); err != nil {
		return fault.Errorf("huggingface", "%s: %w", cmp.Or(config, configFile), err)
	}
	for _, name := range shards {
		if err := c.openShard(name, openerOf(name)); err != nil {
			return err
		}
	}
	if data, err = c.adapt(data); err != nil {
		return err
	}
	if c.family, c.config, err = parseConfig(data, c.has); err != nil {
		return fault.Errorf("huggingface", "%s: %w", cmp.Or(config, configFile), err)
	}
	if err := c.complete(); err != nil {
		return err
	}
	return c.match()
}

// readConfig reads the config in a file of its own, or beside the weights if name is "".
func (c *Checkpoint) readConfig(name string) ([]byte, error) {
	if name != "" {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		return readSmall(name, file)
	}
	data, err := c.read(configFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrFile.Errorf("there is no %s %s, and weights alone do not say what model they belong to; take the "+
			"one of the model that they were trained from%s: %w", configFile, c.place, c.place.hint(), err)
	}
	return data, err
}

// openShard adds one file's tensors.
func (c *Checkpoint) openShard(name string, open opener) error {
	file, err := c.place.open(name)
	if err != nil {
		return err
	}
	c.files = append(c.files, file)
	tensors, note, err := open(file, file.size)
	if err != nil {
		return fault.Errorf("huggingface", "%s: %w", name, err)
	}
	if note != "" {
		c.notes = append(c.notes, name+": "+note)
	}
	for tensor, t := range tensors {
		if _, twice := c.tensors[tensor]; twice {
			return ErrFile.Errorf("%s: tensor %.100q is in another file, too", name, tensor)
		}
		c.tensors[tensor] = t
	}
	return nil
}

// read reads a small file beside the weights.
func (c *Checkpoint) read(name string) ([]byte, error) {
	file, err := c.place.open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return readSmall(name, io.NewSectionReader(file, 0, file.size))
}

// has reports whether the files hold a tensor of one of our names.
func (c *Checkpoint) has(f family, ours string) bool {
	_, ok := c.find(f, ours)
	return ok
}

// find returns the file's name of a tensor. Some files leave out the name of the part that the tensor belongs to.
func (c *Checkpoint) find(f family, ours string) (string, bool) {
	for _, name := range []string{f.prefix + f.nameOf(ours), f.nameOf(ours)} {
		if _, ok := c.tensors[name]; ok {
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
			return ErrFile.Errorf("tensor %s%s is missing: another model's %s, or a checkpoint that is not whole",
				c.family.prefix, c.family.nameOf(spec.Name), configFile)
		}
		want := spec.Shape
		if c.family.transposed(spec) {
			want = []int{spec.Shape[1], spec.Shape[0]}
		}
		t := c.tensors[name]
		if !slices.Equal(t.Shape, want) {
			return ErrFile.Errorf("tensor %s has shape %v, want %v by %s", name, t.Shape, want, configFile)
		}
		if _, ok := number.Types[t.DType]; !ok {
			return ErrUnsupported.Errorf("tensor %s has numbers of type %.20q; supported: %s", name, t.DType, number.Names())
		}
		c.names[spec.Name], known[name] = name, true
	}
	for _, name := range slices.Sorted(maps.Keys(c.tensors)) {
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

// Files returns tokenizer.json, if the folder has it, and what Generation returns.
func (c *Checkpoint) Files() (map[string][]byte, error) {
	files := map[string][]byte{}
	text, err := c.read(layout.TokenizerFile)
	if err == nil {
		files[layout.TokenizerFile] = text
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	ends, err := c.Generation()
	if err == nil && ends != nil {
		files[layout.GenerationFile] = ends
	}
	return files, err
}

// Notes say what of the files was left out or is in an unusual place, in sentences without a point.
func (c *Checkpoint) Notes() []string { return c.notes }

// Floats reads a tensor of the schema. Errors wrap those of the package that reads the files.
func (c *Checkpoint) Floats(spec quant.Spec) ([]float32, error) {
	name := c.names[spec.Name]
	values, err := c.tensors[name].Floats()
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
