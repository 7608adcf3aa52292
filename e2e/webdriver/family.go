package webdriver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// family is the programs of one browser: those that this package starts, and all that those start. Its folder is their
// home directory, with their profile and log.
type family struct {
	dir     string
	started []*member
}

// member is a program started by this package.
type member struct {
	cmd  *exec.Cmd
	gone chan struct{} // closed when it has ended
}

func newFamily() (*family, error) {
	dir, err := os.MkdirTemp("", "coconut-browser-*")
	if err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	if err := os.Mkdir(filepath.Join(dir, "runtime"), 0o700); err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	return &family{dir: dir}, nil
}

// mark returns an environment variable that only the family's processes inherit.
func (f *family) mark() string { return "COCONUT_BROWSER=" + f.dir }

func (f *family) logFile() string { return filepath.Join(f.dir, "log") }

// start starts a program. It and its children die with this process. files are its file descriptors from 3 on.
func (f *family) start(files []*os.File, env []string, name string, args ...string) (*member, error) {
	log, err := os.OpenFile(f.logFile(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	defer log.Close()
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = log, log, files
	cmd.Env = slices.Concat(os.Environ(), []string{f.mark(), "HOME=" + f.dir, "TMPDIR=" + f.dir,
		"XDG_RUNTIME_DIR=" + filepath.Join(f.dir, "runtime")}, env)
	cmd.SysProcAttr = attributes()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	m := &member{cmd, make(chan struct{})}
	f.started = append(f.started, m)
	go func() {
		cmd.Wait() // its log says how it ended
		close(m.gone)
	}()
	return m, nil
}

// until returns when ready does without an error. It polls every few milliseconds, until the program or the context
// ends.
func (m *member) until(ctx context.Context, ready func() error) error {
	for {
		err := ready()
		if err == nil {
			return nil
		}
		select {
		case <-m.gone:
			return fmt.Errorf("%w: %s: %s", ErrEnded, filepath.Base(m.cmd.Path), m.cmd.ProcessState)
		case <-ctx.Done():
			return fmt.Errorf("webdriver: %s: %w: %w", filepath.Base(m.cmd.Path), context.Cause(ctx), err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// log returns the last 64 KiB of the programs' output.
func (f *family) log() string {
	const most = 64 << 10
	file, err := os.Open(f.logFile())
	if err != nil {
		return err.Error()
	}
	defer file.Close()
	if size, err := file.Seek(0, io.SeekEnd); err == nil && size > most {
		file.Seek(-most, io.SeekEnd)
	} else {
		file.Seek(0, io.SeekStart)
	}
	text, err := io.ReadAll(file)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// end ends all programs, first asking those that this package has started, and removes the folder.
func (f *family) end() error {
	const grace = 3 * time.Second
	for _, m := range slices.Backward(f.started) {
		m.cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-m.gone:
		case <-time.After(grace):
		}
	}
	err := killMarked(f.mark())
	for _, m := range f.started {
		m.cmd.Process.Kill()
		<-m.gone
	}
	return errors.Join(err, os.RemoveAll(f.dir))
}
