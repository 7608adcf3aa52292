package train

import (
	"fmt"

	"github.com/gomlx/compute"
	"github.com/gomlx/compute/distributed"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/core/tensors/dtensor"
	"github.com/gomlx/gomlx/ml/model"
)

// devices are the devices of an engine that share every step: each gets some of the batch's graphs, all hold the whole
// model and the optimizer's state. The program does not mention them: XLA's partitioner (Shardy) splits it, and sums
// over the devices where losses and gradients need it, so a step has the same result on any number of devices. A single
// device needs none of that.
type devices struct {
	count         int
	graphs, whole *distributed.ShardingSpec // the first axis split; everything everywhere
}

// newDevices takes count devices of an engine, or, if count is 0, as many as can share the graphs of every stage
// evenly.
func newDevices(backend compute.Backend, recipe *Recipe, count int) (*devices, error) {
	have := backend.NumDevices()
	if count < 0 || count > have {
		return nil, fmt.Errorf("train: %d devices requested, the engine has %d", count, have)
	}
	if count == 0 {
		for count = have; unevenStage(recipe, count) >= 0; {
			count--
		}
	}
	if i := unevenStage(recipe, count); i >= 0 {
		return nil, fmt.Errorf("train: %d devices cannot share the %d graphs per step of stage %d evenly", count,
			recipe.Stages[i].graphs(recipe), i+1)
	}
	if count == 1 {
		return &devices{count: 1}, nil
	}
	mesh, err := distributed.NewDeviceMesh([]int{count}, []string{"graphs"})
	if err != nil {
		return nil, fmt.Errorf("train: %d devices: %w", count, err)
	}
	graphs, err := distributed.NewShardingSpec(mesh, distributed.AxisSpec{"graphs"})
	if err != nil {
		return nil, fmt.Errorf("train: %d devices: %w", count, err)
	}
	return &devices{count: count, graphs: graphs, whole: distributed.NewReplicatedShardingSpec(mesh)}, nil
}

// unevenStage returns the first stage whose graphs count devices cannot share evenly, or -1.
func unevenStage(recipe *Recipe, count int) int {
	for i, s := range recipe.Stages {
		if s.graphs(recipe)%count != 0 {
			return i
		}
	}
	return -1
}

// share makes a program run on all devices; it must be called before the program is compiled.
func (d *devices) share(exec *model.Exec) {
	if d.count > 1 {
		exec.AutoSharding(d.graphs.Mesh).WithInputShardingSpecs(d.graphs).WithOutputShardingSpecs(d.whole)
	}
}

// split divides the inputs of a step among the devices; their first axis is always the graphs.
func (d *devices) split(inputs []any) ([]any, error) {
	if d.count == 1 {
		return inputs, nil
	}
	for i, in := range inputs {
		parts, err := dtensor.ShardTensor(d.graphs, in.(*tensors.Tensor))
		if err != nil {
			return nil, fmt.Errorf("train: split input %d over %d devices: %w", i, d.count, err)
		}
		inputs[i] = parts
	}
	return inputs, nil
}
