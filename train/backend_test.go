package train

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestFindNVIDIA checks that XLA is told where pip installed NVIDIA's compiler, that the user's own flags are kept, and
// that a plugin from elsewhere changes nothing.
func TestFindNVIDIA(t *testing.T) {
	site := t.TempDir()
	plugin := filepath.Join(site, "jax_plugins", "xla_cuda13", "xla_cuda_plugin.so")
	tools := filepath.Join(site, "nvidia", "cu13")
	if err := os.MkdirAll(tools, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, plugin, before, want string }{
		{"from pip", plugin, "", "--xla_gpu_cuda_data_dir=" + tools},
		{"with options", plugin + ",tf32=false", "", "--xla_gpu_cuda_data_dir=" + tools},
		{"other flags", plugin, "--xla_dump_to=x", "--xla_dump_to=x --xla_gpu_cuda_data_dir=" + tools},
		{"the user's folder", plugin, "--xla_gpu_cuda_data_dir=/cuda", "--xla_gpu_cuda_data_dir=/cuda"},
		{"elsewhere", "/opt/plugin.so", "--xla_dump_to=x", "--xla_dump_to=x"},
	} {
		t.Setenv("XLA_FLAGS", c.before)
		t.Setenv("GOPJRT_CUDA_CHECKS", "")
		if err := findNVIDIA(c.plugin); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if got := os.Getenv("XLA_FLAGS"); got != c.want {
			t.Errorf("%s: XLA_FLAGS is %q, want %q", c.name, got, c.want)
		}
	}
	if _, err := NewBackend("xla:" + plugin); err == nil || !strings.Contains(err.Error(), plugin) {
		t.Errorf("a plugin that is not there: %v, want an error that names it", err)
	}
}
