package site

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// experiments of the build: simd brings the compiler's vector support, nojsonv2 saves 200 kB of brotli (Go 1.27 builds encoding/json
// from the larger v2 otherwise, and Vugu brings encoding/json).
const experiments = "simd,nojsonv2"

// buildApp compiles the program of the page and the worker.
func buildApp(ctx context.Context, to, root string) error {
	env := []string{"GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=" + experiments}
	_, err := goCommand(ctx, root, env, "build", "-trimpath", "-ldflags=-s -w", "-o", to, "./wasm/app")
	return err
}

// copyWasmExec copies the glue of the very toolchain that compiled the program; no other fits.
func copyWasmExec(ctx context.Context, to, root string) error {
	goroot, err := goCommand(ctx, root, nil, "env", "GOROOT")
	if err != nil {
		return err
	}
	return copyFile(to, filepath.Join(goroot, "lib", "wasm", "wasm_exec.js"))
}

// goCommand runs the go command in dir and returns what it printed, trimmed.
func goCommand(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("site: go %s: %w\n%s", args[0], errors.Join(err, ctx.Err()), strings.TrimSpace(stderr.String()))
	}
	return strings.TrimSpace(stdout.String()), nil
}
