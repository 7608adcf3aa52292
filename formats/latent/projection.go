package latent

import (
	"strings"

	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/runtime"
)

// normEpsilon is that of torch.nn.LayerNorm.
const normEpsilon = 1e-5

// projection renames the tensors of the thoughts' projection: theirs by the parts of ours (runtime.Projection). The
// norm may be missing, and the whole projection, too.
func (a *adapter) projection(theirs map[string]string) error {
	var missing []string
	found := map[string]huggingface.Tensor{}
	for _, part := range []string{"in.weight", "in.bias", "out.weight", "out.bias", "ln.weight", "ln.bias"} {
		layer, kind, _ := strings.Cut(part, ".")
		name := theirs[layer] + "." + kind
		tensor, ok := a.state.Tensors[name]
		switch {
		case ok:
			a.rename(name, runtime.ProjectionPrefix+part)
			found[part] = tensor
		case layer != "ln":
			missing = append(missing, name)
		}
	}
	if len(found) == 0 {
		a.note("the thoughts have no projection: there are no tensors %s.*", theirs["in"])
		return nil
	}
	if len(missing) > 0 {
		return ErrCheckpoint.Errorf("the projection of the thoughts is not whole: tensor %s is missing", missing[0])
	}
	if len(found["in.weight"].Shape) != 2 {
		return ErrCheckpoint.Errorf("tensor %s.weight has shape %v, want a matrix", theirs["in"], found["in.weight"].Shape)
	}
	a.projected = &runtime.Projection{Inner: found["in.weight"].Shape[0]}
	if found["ln.weight"].Shape != nil {
		a.projected.NormEpsilon = normEpsilon
	}
	return nil
}
