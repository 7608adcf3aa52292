package site

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
)

// EdgeProgram is the Worker's program beside worker.mjs.
const EdgeProgram = "edge.wasm"

// BuildEdge writes the Cloudflare Worker's script into a folder: worker.mjs, Go's glue, and the program. Its site is
// Build's. workerd knows relaxed SIMD, so there is one variant.
func BuildEdge(ctx context.Context, out, root string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if out, err = filepath.Abs(out); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := os.MkdirAll(out, 0o755); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	if err := Variants[0].Build(ctx, filepath.Join(out, EdgeProgram), root, Program{Package: "./wasm/edge"}); err != nil {
		return err
	}
	if err := CopyWasmExec(ctx, filepath.Join(out, "wasm_exec.js"), root); err != nil {
		return err
	}
	return copyFile(filepath.Join(out, "worker.mjs"), filepath.Join(root, "wasm", "edge", "worker.mjs"))
}
