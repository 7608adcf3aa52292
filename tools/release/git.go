package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// errChanges means that what would be released is not what is committed.
var errChanges = errors.New("release: there are changes that are not committed; commit them, or give -changes")

// checkedOut returns the commit in root and its time. Unless changes are allowed, the files must be those of the
// commit; files that git ignores do not count.
func checkedOut(ctx context.Context, root string, changes bool) (commit string, when time.Time, err error) {
	line, err := git(ctx, root, "log", "-1", "--format=%H %ct")
	if err != nil {
		return "", time.Time{}, err
	}
	commit, seconds, _ := strings.Cut(line, " ")
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return "", time.Time{}, fmt.Errorf("release: git's time of %s: %w", commit, err)
	}
	changed, err := git(ctx, root, "status", "--porcelain")
	if err != nil {
		return "", time.Time{}, err
	}
	if changed != "" {
		if !changes {
			return "", time.Time{}, fmt.Errorf("%w:\n%s", errChanges, changed)
		}
		commit += " with changes"
	}
	return commit, time.Unix(n, 0).UTC(), nil
}

// git runs git in a folder and returns what it printed.
func git(ctx context.Context, dir string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	text, err := cmd.Output()
	if failed, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("release: git %s: %w: %s", args[0], err, strings.TrimSpace(string(failed.Stderr)))
	}
	if err != nil {
		return "", fmt.Errorf("release: git %s: %w", args[0], err)
	}
	return strings.TrimSpace(string(text)), nil
}
