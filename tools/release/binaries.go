package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// target is a system that a binary is built for.
type target struct{ system, arch string }

// targets are the systems of a release.
var targets = []target{
	{"linux", "amd64"}, {"linux", "arm64"}, {"darwin", "amd64"}, {"darwin", "arm64"}, {"windows", "amd64"}, {"windows", "arm64"},
}

// programFile is the name of the command's file on a system.
func (t target) programFile() string {
	if t.system == "windows" {
		return "coconut.exe"
	}
	return "coconut"
}

// beside are the files and folders of the repository that lie beside the program in its archive, and their names there.
// The program finds the models beside itself.
var beside = []struct{ from, to string }{
	{"LICENSE", "LICENSE"},
	{"CHANGELOG.md", "CHANGELOG.md"},
	{"tools/coconut/third-party.txt", "third-party.txt"},
	{"weights/models", "models"},
	{"deploy", "deploy"},
}

// buildBinaries builds the command for each target, and packs it.
func buildBinaries(ctx context.Context, r *release) error {
	for _, t := range targets {
		if err := r.binary(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// binary writes the archive coconut-VERSION-SYSTEM-ARCH, as .zip for Windows and as .tar.gz otherwise.
func (r *release) binary(ctx context.Context, t target) error {
	name := fmt.Sprintf("coconut-%s-%s-%s", r.version, t.system, t.arch)
	r.log("  %s", name)
	folder, err := os.MkdirTemp("", "release-*")
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, t.programFile())
	if err := r.compile(ctx, t, program); err != nil {
		return err
	}
	files := []file{{name: t.programFile(), from: program, program: true}}
	for _, b := range beside {
		found, err := tracked(ctx, r.root, b.from, b.to)
		if err != nil {
			return err
		}
		files = append(files, found...)
	}
	if t.system == "windows" {
		return writeArchive(filepath.Join(r.out, name+".zip"), name, r.time, files, writeZip)
	}
	return writeArchive(filepath.Join(r.out, name+".tar.gz"), name, r.time, files, writeTarGz)
}

// compile builds the command for a target.
func (r *release) compile(ctx context.Context, t target, to string) error {
	flags := "-s -w -X 'github.com/coconut-page/coconut/internal/version.Commit=" + r.commit + "'"
	cmd := exec.CommandContext(ctx, "go", "build", "-ldflags="+flags, "-o", to, "./tools/coconut")
	cmd.Dir = r.root
	cmd.Env = r.environment("GOOS="+t.system, "GOARCH="+t.arch)
	if text, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("release: %s/%s: %w: %s", t.system, t.arch, err, strings.TrimSpace(string(text)))
	}
	return nil
}

// tracked lists the files that git knows in root, from a file or folder on, with their names in an archive. Go files
// are left out.
func tracked(ctx context.Context, root, from, to string) ([]file, error) {
	list, err := git(ctx, root, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", from)
	if err != nil {
		return nil, err
	}
	var files []file
	for name := range strings.SplitSeq(strings.TrimRight(list, "\x00"), "\x00") {
		if name == "" {
			return nil, fmt.Errorf("release: there is no %s in %s", from, root)
		}
		if strings.HasSuffix(name, ".go") {
			continue // a test of the others
		}
		files = append(files, file{name: to + strings.TrimPrefix(name, from), from: filepath.Join(root, name)})
	}
	return files, nil
}
