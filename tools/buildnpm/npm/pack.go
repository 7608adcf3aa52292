package npm

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
)

// Packed is what npm made of the folder.
type Packed struct {
	// File is the tarball, of Size bytes.
	File string
	Size int64
	// Files are what is in it, by their paths.
	Files []string
}

// Pack packs the built folder with npm into a tarball in the folder to.
func Pack(ctx context.Context, folder, to string) (*Packed, error) {
	to, err := filepath.Abs(to)
	if err != nil {
		return nil, fmt.Errorf("npm: %w", err)
	}
	cmd := exec.CommandContext(ctx, "npm", "pack", "--json", "--ignore-scripts", "--pack-destination", to)
	cmd.Dir = folder
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("npm: npm pack: %w\n%s", err, strings.TrimSpace(stderr.String()))
	}
	var said []struct {
		Filename string
		Size     int64
		Files    []struct{ Path string }
	}
	if err := json.Unmarshal(out, &said); err != nil || len(said) != 1 {
		return nil, fmt.Errorf("npm: npm pack said %.200q: %w", out, err)
	}
	p := &Packed{File: filepath.Join(to, said[0].Filename), Size: said[0].Size}
	for _, f := range said[0].Files {
		p.Files = append(p.Files, f.Path)
	}
	return p, nil
}
