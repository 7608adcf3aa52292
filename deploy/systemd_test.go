package deploy

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// unit writes the systemd unit, for a program in a folder.
func unit(t *testing.T, program string) string {
	t.Helper()
	folder := filepath.Dir(program)
	file := filepath.Join(t.TempDir(), "coconut.service")
	write(t, file, edited(t, "coconut.service", "/opt/coconut", folder))
	return file
}

// TestUnit checks the systemd unit with systemd's own commands: that it is understood, and how little it may do.
func TestUnit(t *testing.T) {
	analyze := found(t, "systemd-analyze", "systemd")
	stub := filepath.Join(t.TempDir(), "coconut")
	if err := os.WriteFile(stub, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	file := unit(t, stub)
	// A machine's other units are loaded, too, and have faults of their own.
	if out, err := command(t, analyze, "verify", "--man=no", file); err != nil || strings.Contains(out, file) {
		t.Errorf("verify: %v: %s", err, out)
	}
	out, err := command(t, analyze, "security", "--offline=true", "--no-pager", file)
	if err != nil {
		t.Fatalf("security: %v: %s", err, out)
	}
	level := regexp.MustCompile(`exposure level for coconut.service: ([0-9.]+)`).FindStringSubmatch(out)
	if level == nil {
		t.Fatalf("no level in %s", out)
	}
	// 0 is none, 10 is that of a unit without any of this; 2 and less are "OK".
	if exposure, err := strconv.ParseFloat(level[1], 64); err != nil || exposure > 2 {
		t.Errorf("the exposure is %s, %v:\n%s", level[1], err, out)
	}
}

// TestUnitCommand starts the command of the unit, on another port, and asks it whether it is well.
func TestUnitCommand(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the command")
	}
	file, addr := installed(t), freeAddr(t)
	text := edited(t, "coconut.service", "/opt/coconut", filepath.Dir(file), "127.0.0.1:8080", addr)
	line := regexp.MustCompile(`(?m)^ExecStart=((?:.*\\\n)*.*)$`).FindStringSubmatch(text)
	if line == nil {
		t.Fatal("the unit has no ExecStart")
	}
	args := strings.Fields(strings.ReplaceAll(line[1], "\\\n", " "))
	start(t, args[0], args[1:]...)
	awaitServer(t, "http://"+addr+"/healthz")
	if out, err := command(t, file, "health", "http://"+addr); err != nil || !strings.Contains(out, `"status":"ok"`) {
		t.Errorf("health: %v: %s", err, out)
	}
}

// installed lays out a release as docs/deploy.md says, and returns the program's path.
func installed(t *testing.T) string {
	t.Helper()
	file := program(t)
	dir := filepath.Dir(file)
	for from, to := range map[string]string{newSite(t): "dist", filepath.Join(root, "weights", "models"): "models"} {
		if err := os.CopyFS(filepath.Join(dir, to), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	for from, to := range map[string]string{"LICENSE": "LICENSE", "tools/coconut/third-party.txt": "third-party.txt"} {
		write(t, filepath.Join(dir, to), read(t, filepath.Join(root, from)))
	}
	return file
}
