package main

import (
	"cmp"
	"fmt"
	"runtime/debug"

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
	version, commit := cmp.Or(info.Main.Version, "(devel)"), cmp.Or(settings["vcs.revision"], "unknown")
	return fmt.Sprintf("coconut %s\ncommit %s%s\n%s %s/%s\nkernels %s\n", version, commit, changed,
		info.GoVersion, settings["GOOS"], settings["GOARCH"], kernels)
}
