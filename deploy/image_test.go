//go:build linux

package deploy

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// imageConfig is what an image says about how it is run; see
// https://github.com/moby/docker-image-spec/blob/main/spec.md.
type imageConfig struct {
	User            string
	Entrypoint, Cmd []string
	Healthcheck     struct{ Test []string }
}

// buildah runs a command of buildah, which builds images without a daemon, with its files in a folder.
func buildah(t *testing.T, home string, args ...string) string {
	t.Helper()
	all := append([]string{"--storage-driver", "vfs", "--root", filepath.Join(home, "root"), "--runroot",
		filepath.Join(home, "run")}, args...)
	cmd := exec.CommandContext(t.Context(), found(t, "buildah", "buildah"), all...)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil && strings.Contains(said.String(), "operation not permitted") {
		t.Skipf("no container can be made here: %s", said.String())
	}
	if err != nil {
		t.Fatalf("buildah %s: %v: %s", args[0], err, said.String())
	}
	return strings.TrimSpace(string(out))
}

// TestImage builds the image and runs what it says, as the user that it says, seeing nothing but its files: there is
// not even /tmp or /proc. The health check of the image says whether it is well.
func TestImage(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the command and an image")
	}
	if os.Getuid() != 0 {
		t.Skip("only root can enter an image's folder")
	}
	found(t, "buildah", "buildah")
	release, home := filepath.Dir(installed(t)), t.TempDir()
	build(t, home, release, "image")
	var described struct {
		Docker struct {
			Config imageConfig `json:"config"`
		}
	}
	text := buildah(t, home, "inspect", "--type", "image", "image")
	if err := json.Unmarshal([]byte(text), &described); err != nil {
		t.Fatal(err)
	}
	c := described.Docker.Config
	if len(c.Healthcheck.Test) < 2 || c.Healthcheck.Test[0] != "CMD" || len(c.Entrypoint) == 0 {
		t.Fatalf("the image says %+v", c)
	}
	container := buildah(t, home, "from", "image")
	folder := buildah(t, home, "mount", container)
	open(t, folder)

	addr := freeAddr(t)
	command := strings.Join(append(c.Entrypoint, c.Cmd...), "\n")
	inside(t, folder, c.User, strings.ReplaceAll(command, "0.0.0.0:8080", addr))
	awaitServer(t, "http://"+addr+"/healthz")
	check := strings.ReplaceAll(strings.Join(c.Healthcheck.Test[1:], "\n"), "127.0.0.1:8080", addr)
	if err := jailed(t, folder, c.User, check).Run(); err != nil {
		t.Errorf("the image's health check: %v", err)
	}
	if err := jailed(t, folder, c.User, strings.ReplaceAll(check, addr, "127.0.0.1:1")).Run(); err == nil {
		t.Error("the image's health check finds a server where there is none")
	}
	if resp, body := send(t, "GET", "http://"+addr+"/", ""); resp.StatusCode != 200 || !strings.Contains(body, "<html") {
		t.Errorf("the page: %s %.100s", resp.Status, body)
	}
}

// build makes an image of a folder.
func build(t *testing.T, home, folder, name string) {
	t.Helper()
	file, err := filepath.Abs("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	buildah(t, home, "bud", "--isolation", "chroot", "--format", "docker", "-f", file, "-t", name, folder)
}

// jailed is a command with its arguments, one a line, that sees nothing but a folder, as the user "UID:GID".
func jailed(t *testing.T, folder, user, lines string) *exec.Cmd {
	t.Helper()
	uid, gid, _ := strings.Cut(user, ":")
	u, err := strconv.ParseUint(uid, 10, 32)
	if err != nil || u == 0 {
		t.Fatalf("the image's user is %q, which may be root", user)
	}
	g, err := strconv.ParseUint(gid, 10, 32)
	if err != nil || g == 0 {
		t.Fatalf("the image's group is %q, which may be root's", user)
	}
	args := strings.Split(lines, "\n")
	cmd := exec.CommandContext(context.Background(), args[0], args[1:]...)
	cmd.Dir = "/"
	cmd.Env = []string{}
	cmd.SysProcAttr = &syscall.SysProcAttr{Chroot: folder,
		Credential: &syscall.Credential{Uid: uint32(u), Gid: uint32(g)}}
	return cmd
}

// inside runs a jailed command until the test ends.
func inside(t *testing.T, folder, user, lines string) {
	t.Helper()
	cmd := jailed(t, folder, user, lines)
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended by itself
		if err := cmd.Wait(); err != nil || t.Failed() {
			t.Logf("the program ended with %v and said:\n%s", err, said.String())
		}
	})
}
