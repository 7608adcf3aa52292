//go:build !js

package runtime_test

import (
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/simd"
)

// TestGoldenVariants runs TestGoldenQuestions in other processes that disable some processor features, to test the
// native kernels that are not the best here, too.
func TestGoldenVariants(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("only on amd64 do the processor's features decide; package simd compares all kernels of a build")
	}
	for name, hidden := range map[string]string{"avx2+": "cpu.avx512vnni=off", "generic+generic": "cpu.avx2=off"} {
		t.Run(name, func(t *testing.T) {
			if has := simd.Variant(); name == "avx2+" && !strings.HasPrefix(has, "avx") {
				t.Skipf("this processor computes with %s", has)
			}
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestGoldenQuestions$", "-test.v")
			cmd.Env = append(os.Environ(), "GODEBUG="+hidden)
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "--- PASS: TestGoldenQuestions") ||
				!strings.Contains(string(out), "kernels: "+name) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
