package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// children are the processes that a process started and that are still there, in Linux. Those that end meanwhile are
// left out.
func children(pid int) map[int]bool {
	found := map[int]bool{}
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid)) // the pattern is well-formed
	for _, list := range lists {
		data, err := os.ReadFile(list)
		if err != nil {
			continue // the thread has ended
		}
		for field := range strings.FieldsSeq(string(data)) {
			if child, err := strconv.Atoi(field); err == nil {
				found[child] = true
			}
		}
	}
	return found
}

// descendants are a process's children, and theirs.
func descendants(pid int) map[int]bool {
	all := children(pid)
	for child := range children(pid) {
		maps.Copy(all, descendants(child))
	}
	return all
}

// peakRSS returns the peak memory of a process, which Linux records.
func peakRSS(pid int) (int64, error) {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("bench: memory: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("bench: memory: /proc/%d/status has no VmHWM", pid)
}
