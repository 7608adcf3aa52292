package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// shotsFolder returns the folder for pictures: COCONUT_SHOTS, or a temporary folder.
func shotsFolder() string {
	if dir := os.Getenv("COCONUT_SHOTS"); dir != "" {
		return dir
	}
	return filepath.Join(os.TempDir(), "coconut-shots")
}

// keepFailure saves what a browser showed and logged when a test failed, and logs where.
func keepFailure(t *testing.T, png []byte, log string) {
	t.Helper()
	base := filepath.Join(shotsFolder(), "failed-"+strings.ReplaceAll(t.Name(), "/", "-"))
	if err := os.MkdirAll(shotsFolder(), 0o755); err != nil {
		t.Error(err)
	}
	for name, data := range map[string][]byte{base + ".png": png, base + ".log": []byte(log)} {
		if len(data) == 0 {
			continue
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			t.Error(err)
			continue
		}
		t.Logf("kept %s", name)
	}
}
