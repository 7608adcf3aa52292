package npm_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestTypes compiles a program with the package's types, as strictly as TypeScript can, for a page and for Node.js.
func TestTypes(t *testing.T) {
	need(t, "node")
	tsc, err := filepath.Abs("node_modules/typescript/bin/tsc")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(tsc); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("TypeScript is not installed, and CI=true")
		}
		t.Skip("TypeScript is not installed: bash .ci/deps")
	}
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "node_modules"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(packageDir(t), filepath.Join(dir, "node_modules", "coconut-page")); err != nil {
		t.Fatal(err)
	}
	program, err := os.ReadFile("types.ts")
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"types.ts": string(program), "package.json": `{"type": "module"}`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, resolution := range []string{"bundler", "nodenext"} {
		module := map[string]string{"bundler": "esnext", "nodenext": "nodenext"}[resolution]
		cmd := exec.CommandContext(t.Context(), "node", tsc, "--noEmit", "--strict", "--exactOptionalPropertyTypes",
			"--noUncheckedIndexedAccess", "--target", "es2022", "--lib", "es2022,dom", "--module", module,
			"--moduleResolution", resolution, "types.ts")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", resolution, err, out)
		}
	}
}
