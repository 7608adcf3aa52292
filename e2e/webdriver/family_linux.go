package webdriver

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// attributes puts a program into its own process group, so that a Ctrl-C in the terminal does not reach it before its
// family is ended in order, and has it killed should this process die.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// killMarked kills every process that has a variable in its environment, and returns when none are left.
func killMarked(mark string) error {
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		left, err := marked(mark)
		if err != nil || len(left) == 0 {
			return err
		}
		if time.Since(began) > startTime {
			return fmt.Errorf("webdriver: processes %v do not end", left)
		}
		for _, pid := range left {
			if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && !errors.Is(err, syscall.ESRCH) {
				return fmt.Errorf("webdriver: %w", err)
			}
		}
	}
}

// marked returns the processes with a variable in their environment. A zombie has no environment.
func marked(mark string) ([]int, error) {
	names, err := filepath.Glob("/proc/[0-9]*/environ")
	if err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	var pids []int
	for _, name := range names {
		environment, err := os.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.ESRCH) {
			continue // gone meanwhile, or another user's
		}
		if err != nil {
			return nil, fmt.Errorf("webdriver: %w", err)
		}
		if !bytes.Contains(append([]byte{0}, environment...), []byte("\x00"+mark+"\x00")) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err != nil {
			return nil, fmt.Errorf("webdriver: %w", err)
		}
		pids = append(pids, pid)
	}
	return pids, nil
}
