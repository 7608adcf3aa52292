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
	errAddress = errors.New("is not an http, https or mailto address")
	errFile    = errors.New("there is no such file")
	errHeading = errors.New("there is no such heading")
	errOutside = errors.New("leads out of the repository")
)

// check returns what is wrong with a file's link, nil if nothing.
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

// checkAddress checks the form of an external address.
func checkAddress(u *url.URL) error {
	switch {
	case u.Scheme == "mailto" && u.Opaque != "":
		return nil
	case (u.Scheme == "http" || u.Scheme == "https") && u.Host != "":
		return nil
	}
	return errAddress
}

// checkAnchor looks for a heading in a Markdown file; anchors in other files are not checked.
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
