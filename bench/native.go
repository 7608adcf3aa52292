package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
)

// The programs outside the browser that buildEngines builds, in the served folder.
const (
	engineProgram = "engine"
	askerProgram  = "asker"
)

// runNative runs a row outside the browser once, in a process of its own.
func (b *bench) runNative(ctx context.Context, res *result) error {
	model, threads := filepath.Join(b.cache, res.row.model), strconv.Itoa(max(1, res.row.threads))
	prefill, steps := strconv.Itoa(b.prefill), strconv.Itoa(b.steps)
	cmd := exec.CommandContext(ctx, "node", "native.mjs", model, prefill, steps, threads)
	if res.row.engine == nativeOurs {
		cmd = exec.CommandContext(ctx, filepath.Join(b.dir, engineProgram), "-model", model, "-prefill", prefill, "-steps",
			steps, "-threads", threads)
	}
	cmd.Dir = b.node
	var ms map[string]float64
	if err := runJSON(cmd, &ms); err != nil {
		return err
	}
	for kind, v := range ms {
		res.WallMS[kind] = append(res.WallMS[kind], v/float64(b.count(kind, res.row)))
	}
	return nil
}

// runJSON runs a program and decodes what it prints.
func runJSON(cmd *exec.Cmd, result any) error {
	out, err := cmd.Output()
	if failed := new(exec.ExitError); errors.As(err, &failed) {
		return fmt.Errorf("bench: %s: %w\n%s", cmd.Path, err, failed.Stderr)
	}
	if err != nil {
		return fmt.Errorf("bench: %s: %w", cmd.Path, err)
	}
	if err := json.Unmarshal(out, result); err != nil {
		return fmt.Errorf("bench: %s printed %q: %w", cmd.Path, out, err)
	}
	return nil
}
