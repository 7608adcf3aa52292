package main

import (
	"cmp"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/coconut-page/coconut/internal/version"
	"github.com/coconut-page/coconut/simd"
)

// versionText returns the output of --version.
func versionText() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = &debug.BuildInfo{}
	}
	return describeBuild(info, simd.Variant())
}

// describeBuild tells what a program was built from, and which kernels it uses on this machine.
func describeBuild(info *debug.BuildInfo, kernels string) string {
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	changed := ""
	if settings["vcs.modified"] == "true" {
		changed = ", with changes"
	}
	commit := cmp.Or(settings["vcs.revision"], version.Commit, "unknown")
	return fmt.Sprintf("coconut %s\ncommit %s%s\n%s %s/%s\nkernels %s\n", version.Number, commit, changed,
		cmp.Or(info.GoVersion, runtime.Version()), runtime.GOOS, runtime.GOARCH, describeKernels(kernels))
}

// describeKernels adds to the kernels' names what they mean for speed, where there are none for the processor.
func describeKernels(names string) string {
	if matrices, _, _ := strings.Cut(names, "+"); matrices != "generic" {
		return names
	}
	return names + " (portable Go: no vector instructions of this processor are used, so expect a fraction of the speed)"
}
