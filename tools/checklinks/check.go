package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
)

var (
	errAddress = errors.New("is no address of http, https or mailto")
	errFile    = errors.New("there is no such file")
	errHeading = errors.New("there is no such heading")
	errOutside = errors.New("leads out of the repository")
)

// check says what is wrong with a link of a file, nil for nothing.
func check(file, link string) error {
	u, err := url.Parse(link)
	if err != nil {
		return fmt.Errorf("%w: %w", errAddress, err)
	}
	if u.Scheme != "" || u.Host != "" {
		return checkAddress(u)
	}
	target := file
	if u.Path != "" {
		target = path.Join(path.Dir(filepath.ToSlash(file)), u.Path)
	}
	if !filepath.IsLocal(target) {
		return errOutside
	}
	if _, err := os.Stat(target); err != nil {
		return errFile
	}
	return checkAnchor(target, u.Fragment)
}

// checkAddress looks at the form of an address elsewhere.
func checkAddress(u *url.URL) error {
	switch {
	case u.Scheme == "mailto" && u.Opaque != "":
		return nil
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		return nil
	}
	return errAddress
}

// checkAnchor looks for a heading in a Markdown file; of other files the names of places are not known.
func checkAnchor(target, anchor string) error {
	if anchor == "" || path.Ext(target) != ".md" {
		return nil
	}
	p, err := read(target)
	if err != nil {
		return err
	}
	if !p.anchors[anchor] {
		return errHeading
	}
	return nil
}
