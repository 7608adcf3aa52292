package main

import (
	"bytes"
	"debug/buildinfo"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/CycloneDX/cyclonedx-go"

	"github.com/coconut-page/coconut/internal/version"
)

// sbomOf runs the command, and reads what it wrote.
func sbomOf(t *testing.T, pkg string) (*cyclonedx.BOM, []byte) {
	t.Helper()
	out := filepath.Join(t.TempDir(), "sbom.json")
	if err := run(t.Context(), []string{"-sbom", out, "-name", "it", pkg}, &strings.Builder{}); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	var bom cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(bytes.NewReader(data), cyclonedx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	return &bom, data
}

// TestSBOM compares a bill of materials with what the linker wrote into the program itself.
func TestSBOM(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	bom, data := sbomOf(t, ".")
	if again := second(sbomOf(t, ".")); !bytes.Equal(data, again) {
		t.Error("the same sources gave two lists")
	}
	if m := bom.Metadata; m.Timestamp != "2023-11-14T22:13:20Z" || m.Component.Version != version.Number ||
		m.Component.Name != "it" {
		t.Errorf("metadata %+v", m)
	}
	program := filepath.Join(t.TempDir(), "program")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64")
	if text, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	info, err := buildinfo.ReadFile(program)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"pkg:golang/std@" + goNumber(info.GoVersion)}
	for _, m := range info.Deps {
		want = append(want, packageURL(m.Path, m.Version))
	}
	var got []string
	for _, c := range *bom.Components {
		got = append(got, c.PackageURL)
		if c.Licenses == nil || len(*c.Licenses) == 0 || c.Name != "std" && c.Hashes == nil {
			t.Errorf("%s: licences %v, hashes %v", c.Name, c.Licenses, c.Hashes)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the list has\n%s\nand the program\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if needed := (*bom.Dependencies)[0]; needed.Ref != bom.Metadata.Component.BOMRef ||
		len(*needed.Dependencies) != len(got) {
		t.Errorf("dependencies %+v", needed)
	}
}

func second[A, B any](_ A, b B) B { return b }

// goNumber is a Go version without the experiments behind it: 1.27.4 of go1.27.4-X:simd.
func goNumber(text string) string {
	number, _, _ := strings.Cut(strings.TrimPrefix(text, "go"), "-X:")
	return strings.Fields(number)[0]
}
