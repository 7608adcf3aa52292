package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// notesFile is the release's text; it is no download.
const notesFile = "NOTES.md"

// errNotes means that CHANGELOG.md says nothing about a version.
var errNotes = errors.New("release: CHANGELOG.md has no entry for the version")

// buildNotes writes the release notes: the version's part of CHANGELOG.md, and how to check what was downloaded.
func buildNotes(_ context.Context, r *release) error {
	log, err := os.ReadFile(filepath.Join(r.root, "CHANGELOG.md"))
	if err != nil {
		return fmt.Errorf("release: %w", err)
	}
	text, err := entry(string(log), r.version)
	if err != nil {
		return err
	}
	text += fmt.Sprintf("\n\n## Check what you downloaded\n\n    sha256sum --check --ignore-missing %s\n\n"+
		"All files can be built again, byte for byte, by `make release` at commit %s.\n", sumsFile, r.commit)
	if err := os.WriteFile(filepath.Join(r.out, notesFile), []byte(text), 0o644); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// versionHeading is a version's heading, in the form of https://keepachangelog.com.
var versionHeading = regexp.MustCompile(`(?m)^## \[([^\]]+)\].*$`)

// entry returns what a changelog says about a version, below its heading.
func entry(log, number string) (string, error) {
	headings := versionHeading.FindAllStringSubmatchIndex(log, -1)
	for i, h := range headings {
		if log[h[2]:h[3]] != number {
			continue
		}
		end := len(log)
		if i+1 < len(headings) {
			end = headings[i+1][0]
		}
		if text := strings.TrimSpace(log[h[1]:end]); text != "" {
			return text, nil
		}
	}
	return "", fmt.Errorf("%w %s: add a heading \"## [%s] - DATE\" with its changes", errNotes, number, number)
}
