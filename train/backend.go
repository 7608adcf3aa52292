package train

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/gomlx/compute"
	_ "github.com/gomlx/compute/gobackend" // the pure Go engine, "go"
)

// hasXLA is set by a build with the tag xla, see backend_xla.go.
var hasXLA bool

// NewBackend opens a GoMLX engine. "go" is the pure Go one on all cores (parallelism=-1 matters: by default the engine
// runs each matrix product on one core). "xla:/path/to/plugin.so" is XLA with a PJRT plugin, for instance jax's
// xla_cuda_plugin.so on an NVIDIA GPU; it needs a build with the tag xla. go-xla's options follow, separated by commas:
// "xla:/path/to/xla_cuda_plugin.so,tf32=false".
func NewBackend(name string) (compute.Backend, error) {
	config := "go:parallelism=-1"
	kind, plugin, _ := strings.Cut(name, ":")
	switch {
	case name == "go":
	case kind == "xla" && !hasXLA:
		return nil,
			fmt.Errorf("train: backend %s: this program was built without XLA; build it with CGO_ENABLED=1 go build -tags xla",
				name)
	case kind == "xla" && plugin != "":
		config = name
		if err := findNVIDIA(plugin); err != nil {
			return nil, err
		}
	default:
		return nil, fmt.Errorf("train: unknown backend %q, want \"go\" or \"xla:/path/to/pjrt_plugin.so\"", name)
	}
	backend, err := compute.NewWithConfig(config)
	if err != nil {
		return nil, fmt.Errorf("train: open backend %s: %w", name, err)
	}
	return backend, nil
}

// findNVIDIA tells XLA where NVIDIA's compiler is if the plugin is where pip installs jax's, in
// site-packages/jax_plugins/xla_cuda13. The compiler is then beside jax_plugins, where go-xla does not look.
func findNVIDIA(plugin string) error {
	plugin, _, _ = strings.Cut(plugin, ",")
	tools := filepath.Join(filepath.Dir(plugin), "..", "..", "nvidia", "cu13")
	if _, err := os.Stat(tools); err != nil {
		return nil // not from pip, or not for a GPU: XLA looks in its usual places
	}
	flags := os.Getenv("XLA_FLAGS")
	if !strings.Contains(flags, "xla_gpu_cuda_data_dir") {
		flags = strings.TrimSpace(flags + " --xla_gpu_cuda_data_dir=" + tools)
	}
	for name, value := range map[string]string{"XLA_FLAGS": flags, "GOPJRT_CUDA_CHECKS": "0"} {
		if err := os.Setenv(name, value); err != nil {
			return fmt.Errorf("train: set %s: %w", name, err)
		}
	}
	return nil
}
