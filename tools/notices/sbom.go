package main

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/CycloneDX/cyclonedx-go"

	"github.com/coconut-page/coconut/internal/version"
	"github.com/coconut-page/coconut/internal/wholefile"
)

// writeSBOM writes a software bill of materials, as CycloneDX 1.6 in JSON (https://cyclonedx.org/docs/1.6/json/), of
// the program name, built from modules; licences are those of the modules, in the same order. It has no serial number,
// and its time is that of SOURCE_DATE_EPOCH, so that the same sources give the same bytes.
func writeSBOM(file, name string, modules []*module, licences []licence) error {
	bom, err := newSBOM(name, modules, licences)
	if err != nil {
		return err
	}
	_, err = wholefile.Write(file, func(to io.Writer) error {
		return cyclonedx.NewBOMEncoder(to, cyclonedx.BOMFileFormatJSON).SetPretty(true).
			EncodeVersion(bom, cyclonedx.SpecVersion1_6)
	})
	if err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	return nil
}

func newSBOM(name string, modules []*module, licences []licence) (*cyclonedx.BOM, error) {
	main := cyclonedx.Component{Type: cyclonedx.ComponentTypeApplication, Name: name, Version: version.Number,
		BOMRef:     packageURL("github.com/coconut-page/coconut", "v"+version.Number) + "#" + name,
		PackageURL: packageURL("github.com/coconut-page/coconut", "v"+version.Number),
		Licenses:   &cyclonedx.Licenses{{License: &cyclonedx.License{ID: "MIT"}}}}
	bom := cyclonedx.NewBOM()
	bom.Metadata = &cyclonedx.Metadata{Component: &main}
	if seconds := os.Getenv("SOURCE_DATE_EPOCH"); seconds != "" {
		n, err := strconv.ParseInt(seconds, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("notices: SOURCE_DATE_EPOCH is not a number of seconds: %w", err)
		}
		bom.Metadata.Timestamp = time.Unix(n, 0).UTC().Format(time.RFC3339)
	}
	components, needed := make([]cyclonedx.Component, len(modules)), make([]string, len(modules))
	for i, m := range modules {
		c, err := component(m, licences[i])
		if err != nil {
			return nil, err
		}
		components[i], needed[i] = c, c.BOMRef
	}
	bom.Components = &components
	bom.Dependencies = &[]cyclonedx.Dependency{{Ref: main.BOMRef, Dependencies: &needed}}
	return bom, nil
}

// component describes a module. Its hash is that of go.sum, of the module's files with their names, as other makers of
// such lists for Go give it.
func component(m *module, l licence) (cyclonedx.Component, error) {
	c := cyclonedx.Component{Type: cyclonedx.ComponentTypeLibrary, Name: m.path, Version: m.version}
	if m.path == goName {
		release, err := os.ReadFile(filepath.Join(m.dir, "VERSION"))
		if err != nil {
			return c, fmt.Errorf("notices: Go's version: %w", err)
		}
		first, _, _ := strings.Cut(string(release), "\n")
		c.Name, c.Version = "std", strings.TrimPrefix(first, "go")
	}
	c.PackageURL = packageURL(c.Name, c.Version)
	c.BOMRef = c.PackageURL
	var all cyclonedx.Licenses
	for _, name := range l.names {
		if name == grantBeside {
			all = append(all, cyclonedx.LicenseChoice{License: &cyclonedx.License{Name: name}}) // not in SPDX's list
		} else {
			all = append(all, cyclonedx.LicenseChoice{License: &cyclonedx.License{ID: name}})
		}
	}
	c.Licenses = &all
	if m.sum != "" {
		sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(m.sum, "h1:"))
		if err != nil {
			return c, fmt.Errorf("notices: %s: go.sum's hash: %w", m.path, err)
		}
		c.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(sum)}}
	}
	return c, nil
}

// packageURL names a module as https://github.com/package-url/purl-spec says.
func packageURL(path, version string) string {
	return "pkg:golang/" + path + "@" + url.QueryEscape(version)
}
