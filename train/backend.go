package train

import (
	"fmt"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // the pure Go engine, "go"
)

// NewBackend opens a GoMLX engine: "go" is the pure Go one on all cores. parallelism=-1 matters: with its default the engine
// runs each matrix product on one core.
func NewBackend(name string) (compute.Backend, error) {
	if name != "go" {
		return nil, fmt.Errorf("train: unknown backend %q, want \"go\"", name)
	}
	backend, err := compute.NewWithConfig("go:parallelism=-1")
	if err != nil {
		return nil, fmt.Errorf("train: open backend %s: %w", name, err)
	}
	return backend, nil
}
