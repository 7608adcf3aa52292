package formats

import (
	"context"
	"encoding/json"
	"math"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// Imported says what Import wrote, and the loss from the number formats.
type Imported struct {
	Manifest *weights.Manifest
	// Lost is each matrix's loss against the file's own numbers.
	Lost map[string]quant.Error
	// Exact is how many matrices have exactly the file's numbers, Matrices how many there are.
	Exact, Matrices int
	// RelativeError is the root of the mean squared error of all values over that of the values themselves.
	RelativeError float64
}

// Options say how Import writes.
type Options struct {
	// Name is the model's name in its manifest.
	Name string
	// Formats are the number formats of the matrices, as Choose understands them.
	Formats quant.Formats
	// Files are small files to write instead of the checkpoint's own, if not nil.
	Files map[string][]byte
	// Progress, if not nil, is called after each tensor with the values converted so far and their total.
	Progress func(done, total int64)
}

// Import writes a checkpoint as a model folder. It holds one tensor at a time. Errors name the tensor, and wrap those
// of packages quant and weights or of the checkpoint, or are the context's cause; the folder's previous contents then
// stay valid.
func Import(ctx context.Context, c Checkpoint, dir string, o Options) (*Imported, error) {
	imported, err := ImportTo(ctx, c, weights.DirSink(dir), o)
	if err != nil {
		return nil, err
	}
	if _, err := weights.Prune(dir); err != nil {
		return nil, err
	}
	return imported, nil
}

// ImportTo is Import to any sink.
func ImportTo(ctx context.Context, c Checkpoint, to weights.Sink, o Options) (*Imported, error) {
	shape, chosen := Choose(c.Config(), o.Formats)
	config, err := json.Marshal(shape)
	if err != nil {
		return nil, fault.Errorf("formats", "config: %w", err)
	}
	if o.Files == nil {
		if o.Files, err = c.Files(); err != nil {
			return nil, err
		}
	}
	i := &importer{ctx: ctx, checkpoint: c, formats: chosen, progress: o.Progress, lost: map[string]quant.Error{}}
	p := weights.Package{
		Name: o.Name, Config: config, License: c.License(), Files: o.Files, Compression: weights.Gzip, Load: i.load,
	}
	if p.Tensors, err = i.layout(c.Config().Tensors()); err != nil {
		return nil, err
	}
	manifest, err := weights.WriteTo(ctx, to, p)
	if err != nil {
		return nil, err
	}
	return i.imported(manifest), nil
}

// importer converts tensors when weights.Write requests them.
type importer struct {
	ctx         context.Context
	checkpoint  Checkpoint
	formats     quant.Formats
	progress    func(done, total int64)
	lost        map[string]quant.Error
	noise       float64 // the sum of squared errors
	signal      float64 // the sum of squared values
	parts       []part
	ready       []weights.Tensor // the parts of one matrix that have been converted but not requested yet
	done, total int64
}

// part is one tensor of the folder: all or some of a tensor of the checkpoint.
type part struct {
	spec  quant.Spec
	first bool
}

// layout lists the folder's tensors, without their data.
func (i *importer) layout(specs []quant.Spec) ([]weights.Tensor, error) {
	var all []weights.Tensor
	for _, spec := range specs {
		parts, err := tensorParts(i.formats, spec)
		if err != nil {
			return nil, err
		}
		for n, t := range parts {
			all = append(all, t)
			i.parts = append(i.parts, part{spec, n == 0})
		}
		i.total += elements(spec)
	}
	return all, nil
}

// tensorParts are the tensors that one of the schema is stored as, without their data.
func tensorParts(f quant.Formats, spec quant.Spec) ([]weights.Tensor, error) {
	if spec.Role.Matrix() {
		return f.Layout(spec)
	}
	return []weights.Tensor{{Name: spec.Name, DType: weights.Float32, Shape: spec.Shape}}, nil
}

func elements(spec quant.Spec) int64 {
	n := int64(1)
	for _, axis := range spec.Shape {
		n *= int64(axis)
	}
	return n
}

// load implements weights.Package.Load.
func (i *importer) load(n int) ([]byte, error) {
	if err := context.Cause(i.ctx); err != nil {
		return nil, err
	}
	p := i.parts[n]
	if p.first {
		if err := i.convert(p.spec); err != nil {
			return nil, fault.Errorf("formats", "tensor %s: %w", p.spec.Name, err)
		}
	}
	data := i.ready[0].Data
	i.ready = i.ready[1:]
	return data, nil
}

// convert reads a tensor and puts its parts into ready.
func (i *importer) convert(spec quant.Spec) error {
	values, err := i.checkpoint.Floats(spec)
	if err != nil {
		return err
	}
	if !spec.Role.Matrix() {
		i.ready = []weights.Tensor{weights.FromFloat32s(spec.Name, values, spec.Shape...)}
	} else if err := i.convertMatrix(spec, values); err != nil {
		return err
	}
	for _, v := range values {
		i.signal += float64(v) * float64(v)
	}
	i.done += elements(spec)
	if i.progress != nil {
		i.progress(i.done, i.total)
	}
	return nil
}

// convertMatrix puts the parts of a matrix into ready: the file's own numbers if the format can hold them, which is
// measured all the same.
func (i *importer) convertMatrix(spec quant.Spec, values []float32) error {
	own, err := i.own(spec)
	if err != nil {
		return err
	}
	var lost quant.Error
	if own != nil {
		i.ready, lost = own.Tensors(spec.Name), quant.Measure(values, own)
	} else if i.ready, lost, err = i.formats.Tensors(spec, values); err != nil {
		return err
	}
	i.lost[spec.Name] = lost
	i.noise += lost.RMSE * lost.RMSE * float64(len(values))
	return nil
}

// own returns a matrix with exactly the file's numbers, or nil.
func (i *importer) own(spec quant.Spec) (quant.Matrix, error) {
	c, ok := i.checkpoint.(quantized)
	if !ok {
		return nil, nil
	}
	format, err := i.formats.Of(spec)
	if err != nil {
		return nil, err
	}
	return c.Quantized(spec, format)
}

// imported sums up.
func (i *importer) imported(manifest *weights.Manifest) *Imported {
	done := &Imported{Manifest: manifest, Lost: i.lost, Matrices: len(i.lost)}
	for _, lost := range i.lost {
		if lost.RMSE == 0 {
			done.Exact++
		}
	}
	if i.signal > 0 {
		done.RelativeError = math.Sqrt(i.noise / i.signal)
	}
	return done
}
