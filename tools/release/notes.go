package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// notesFile is the release's text; it is no download.
const notesFile = "NOTES.md"

// errNotes means that CHANGELOG.md has no entry for a version, or none that can be released.
var errNotes = errors.New("release: CHANGELOG.md is not ready")

// buildNotes writes the release notes: the version's part of CHANGELOG.md, and how to check what was downloaded.
func buildNotes(_ context.Context, r *release) error {
	log, err := os.ReadFile(filepath.Join(r.root, "CHANGELOG.md"))
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	text, date, err := entry(string(log), r.version)
	if err != nil {
		return err
	}
	if _, err := time.Parse(time.DateOnly, date); r.tag != "" && err != nil {
		return fmt.Errorf("%w: the heading of %s has %q in place of a date such as 2026-11-30", errNotes, r.version, date)
	}
	text += fmt.Sprintf("\n\n## Check what you downloaded\n\n    sha256sum --check --ignore-missing %s\n\n"+
		"All files can be built again, byte for byte, by `make release` at commit %s.\n", sumsFile, r.commit)
	if err := os.WriteFile(filepath.Join(r.out, notesFile), []byte(text), 0o644); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// versionHeading is a version's heading, in the form of https://keepachangelog.com.
var versionHeading = regexp.MustCompile(`(?m)^## \[([^\]]+)\](?: - (.*))?$`)

// entry returns what a changelog says about a version, below its heading, and the date in that.
func entry(log, number string) (text, date string, err error) {
	headings := versionHeading.FindAllStringSubmatchIndex(log, -1)
	for i, h := range headings {
		if log[h[2]:h[3]] != number {
			continue
		}
		end := len(log)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		if h[4] >= 0 {
			date = log[h[4]:h[5]]
		}
		if text := strings.TrimSpace(log[h[1]:end]); text != "" {
			return text, date, nil
		}
	}
	return "", "", fmt.Errorf("%w: add a heading \"## [%s] - DATE\" with its changes", errNotes, number)
}
