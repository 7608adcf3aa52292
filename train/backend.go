package train

import (
	"fmt"
	"strings"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // the pure Go engine, "go"
)

// hasXLA is set by a build with the tag xla, see backend_xla.go.
var hasXLA bool

// NewBackend opens a GoMLX engine. "go" is the pure Go one on all cores (parallelism=-1 matters: with its default the engine runs each
// matrix product on one core). "xla:/path/to/plugin.so" is XLA with a PJRT plugin, for instance jax's xla_cuda_plugin.so on an NVIDIA GPU;
// only in a build with the tag xla.
func NewBackend(name string) (compute.Backend, error) {
	config := "go:parallelism=-1"
	kind, plugin, _ := strings.Cut(name, ":")
	switch {
	case name == "go":
	case kind == "xla" && !hasXLA:
		return nil, fmt.Errorf("train: backend %s: this program was built without XLA; build it with CGO_ENABLED=1 go build -tags xla", name)
	case kind == "xla" && plugin != "":
		config = name
	default:
		return nil, fmt.Errorf("train: unknown backend %q, want \"go\" or \"xla:/path/to/pjrt_plugin.so\"", name)
	}
	backend, err := compute.NewWithConfig(config)
	if err != nil {
		return nil, fmt.Errorf("train: open backend %s: %w", name, err)
	}
	return backend, nil
}
