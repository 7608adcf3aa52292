package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// bills are the programs with a bill of materials: of the command for all its systems, of the page, and of
// the npm package.
var bills = []struct {
	name, targets string
	packages      []string
}{
	{"coconut", allTargets(), []string{"./tools/coconut"}},
	{"coconut-site", "js/wasm", []string{"./wasm/app", "./wasm/text"}},
	{"coconut-page", "js/wasm", []string{"./wasm/npm"}},
}

// allTargets lists the targets as tools/notices wants them.
func allTargets() string {
	var all []string
	for _, t := range targets {
		all = append(all, t.system+"/"+t.arch)
	}
	return strings.Join(all, ",")
}

// buildSBOMs writes NAME-VERSION.cdx.json for each of the bills.
func buildSBOMs(ctx context.Context, r *release) error {
	for _, b := range bills {
		to := filepath.Join(r.out, b.name+"-"+r.version+".cdx.json")
		args := append([]string{"run", "./tools/notices", "-sbom", to, "-name", b.name, "-targets", b.targets}, b.packages...)
		cmd := exec.CommandContext(ctx, "go", args...)
		cmd.Dir = r.root
		cmd.Env = r.environment()
		if text, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("release: %s: %w: %s", filepath.Base(to), err, strings.TrimSpace(string(text)))
		}
	}
	return nil
}
