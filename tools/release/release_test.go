package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/internal/version"
)

// repository is the root, seen from this folder.
const repository = "../.."

// command runs a program in a folder and returns what it printed.
func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = dir
	for _, who := range []string{"AUTHOR", "COMMITTER"} {
		cmd.Env = append(cmd.Environ(), "GIT_"+who+"_NAME=a", "GIT_"+who+"_EMAIL=a@example.org",
			"GIT_"+who+"_DATE=2026-01-02T03:04:05Z")
	}
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v: %s", name, strings.Join(args, " "), err, stderr.String())
	}
	return string(out)
}

// clone copies the working tree to a new repository, with one commit. The files get the given mode, and the time of the
// copy, as a checkout's do.
func clone(t *testing.T, mode os.FileMode) string {
	t.Helper()
	dir := t.TempDir()
	for name := range strings.SplitSeq(command(t, repository, "git", "ls-files", "-z", "-co", "--exclude-standard"),
		"\x00") {
		data, err := os.ReadFile(filepath.Join(repository, name))
		if name == "" || errors.Is(err, os.ErrNotExist) { // the latter was deleted, and that is not yet committed
			continue
		}
		to := filepath.Join(dir, name)
		if err = errors.Join(err, os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, mode)); err != nil {
			t.Fatal(err)
		}
	}
	command(t, dir, "git", "init", "-q")
	command(t, dir, "git", "config", "core.fileMode", "false")
	command(t, dir, "git", "add", "-A")
	command(t, dir, "git", "commit", "-q", "-m", "all")
	return dir
}

// binaryOf releases the command for a target from a repository, and returns the archive.
func binaryOf(t *testing.T, root string, to target) string {
	t.Helper()
	r, err := newRelease(t.Context(), root, t.TempDir(), false)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.binary(t.Context(), to); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(r.out, "coconut-*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("%q, %v", found, err)
	}
	return found[0]
}

// TestReproducible checks that two people with the same commit get the same archive, in different folders, at different
// times, and with different permissions.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("it compiles the command anew, which takes two minutes the first time")
	}
	to := target{"linux", "arm64"} // as in TestARM, so that it is compiled once
	first := read(t, binaryOf(t, clone(t, 0o644), to))
	again := read(t, binaryOf(t, clone(t, 0o600), to))
	if !bytes.Equal(first, again) {
		t.Errorf("two archives of %d and %d bytes differ", len(first), len(again))
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// unpack writes the files of a .tar.gz, and returns the one folder that is in it.
func unpack(t *testing.T, archive string) string {
	t.Helper()
	unzipped, err := gzip.NewReader(bytes.NewReader(read(t, archive)))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for files := tar.NewReader(unzipped); ; {
		head, err := files.Next()
		if errors.Is(err, io.EOF) {
			return filepath.Join(dir, strings.TrimSuffix(filepath.Base(archive), ".tar.gz"))
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(files)
		to := filepath.Join(dir, head.Name)
		err = errors.Join(err, os.MkdirAll(filepath.Dir(to), 0o755), os.WriteFile(to, data, os.FileMode(head.Mode)))
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestEntry(t *testing.T) {
	log := "# Changelog\n\n## [Unreleased]\n\n## [1.1.0] - 2026-01-02\n\n### Added\n- b\n\n## [1.0.0] - soon\n- a\n"
	for number, want := range map[string][2]string{"1.1.0": {"### Added\n- b", "2026-01-02"}, "1.0.0": {"- a", "soon"}} {
		if got, date, err := entry(log, number); got != want[0] || date != want[1] || err != nil {
			t.Errorf("%s: %q, %q, %v, want %q", number, got, date, err, want)
		}
	}
	for _, number := range []string{"1.1", "2.0.0", "Unreleased", ""} {
		if got, _, err := entry(log, number); !errors.Is(err, errNotes) {
			t.Errorf("%s: %q, %v, want errNotes", number, got, err)
		}
	}
}

// TestNotes checks that the version to be released has notes, and that the list of hashes leaves them out.
func TestNotes(t *testing.T) {
	r := &release{root: repository, out: t.TempDir(), version: version.Number, commit: "abc"}
	if err := buildNotes(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	if text := string(read(t, filepath.Join(r.out, notesFile))); !strings.HasPrefix(text, "The first") ||
		!strings.Contains(text, "at commit abc.") || strings.Contains(text, "# Changelog") {
		t.Errorf("the notes are %s", text)
	}
	undated := &release{root: t.TempDir(), out: t.TempDir(), version: "1.0.0", tag: "v1.0.0"}
	log := []byte("## [1.0.0] - unreleased\n- a\n")
	if err := os.WriteFile(filepath.Join(undated.root, "CHANGELOG.md"), log, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := buildNotes(t.Context(), undated); !errors.Is(err, errNotes) {
		t.Errorf("a release without a date: %v", err)
	}
	if err := os.WriteFile(filepath.Join(r.out, "coconut-x"), []byte("hello"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := r.writeSums(); err != nil {
		t.Fatal(err)
	}
	want := "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  coconut-x\n" // sha256sum's
	if got := string(read(t, filepath.Join(r.out, sumsFile))); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestRefuses checks what is not released: another tag, an unknown product, changes, and over somebody's files.
func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	command(t, dir, "git", "init", "-q")
	command(t, dir, "git", "commit", "-q", "--allow-empty", "-m", "none")
	own := t.TempDir()
	if err := os.WriteFile(filepath.Join(own, "letter.txt"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"another tag":     {[]string{"-tag", "v99.0.0"}, errTag.Error()},
		"no product":      {[]string{"-only", "bread"}, "binaries, site"},
		"somebody's file": {[]string{"-out", own}, errNotARelease.Error()},
		"no changelog":    {[]string{"-only", "notes", "-out", t.TempDir()}, "CHANGELOG.md"},
		"no repository":   {[]string{"-root", own}, "git log"},
	} {
		args := append([]string{"-root", dir, "-only", "notes"}, c.args...)
		if err := run(t.Context(), args, io.Discard); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "new.go"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := checkedOut(t.Context(), dir, false); !errors.Is(err, errChanges) {
		t.Errorf("with changes: %v", err)
	}
	commit, when, err := checkedOut(t.Context(), dir, true)
	if err != nil || !strings.HasSuffix(commit, " with changes") ||
		!when.Equal(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)) {
		t.Errorf("with -changes: %q, %v, %v", commit, when, err)
	}
}

// TestBroken checks that an interrupted build is an error.
func TestBroken(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	r := &release{root: repository, out: t.TempDir(), version: "1.0.0", log: func(string, ...any) {}}
	for _, p := range products {
		if p.name == "notes" {
			continue // takes no time
		}
		if err := p.build(ctx, r); err == nil {
			t.Errorf("%s: no error", p.name)
		}
	}
}
