package weights

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"runtime"

	"github.com/coconut-page/coconut/internal/fault"
)

// temporaryPrefix begins the names of files that are not complete yet; no file of a model has such a name.
const temporaryPrefix = ".tmp-"

// writeFile puts a file into the folder dir atomically: readers of path see the old file, or none, until the new one is
// complete and on disk.
func writeFile(dir, path string, data []byte) error {
	full := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return fault.Errorf("weights", "write: %w", err)
	}
	temporary, err := writeTemporary(filepath.Dir(full), data)
	if err == nil {
		err = checkWritten(temporary, data)
	}
	if err == nil {
		err = os.Rename(temporary, full)
	}
	if err != nil {
		os.Remove(temporary)
		return fault.Errorf("weights", "write %s: %w", path, err)
	}
	return syncFolders(dir, filepath.Dir(full))
}

// writeTemporary writes a file under a new name and flushes it to the disk. The name is returned even with an error, if
// there is one.
func writeTemporary(folder string, data []byte) (name string, err error) {
	f, err := os.CreateTemp(folder, temporaryPrefix+"*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(data)
	// A web server must be able to read the file, and temporary files are private.
	return f.Name(), errors.Join(err, f.Chmod(0o644), f.Sync(), f.Close())
}

// checkWritten reads a file back.
func checkWritten(name string, want []byte) error {
	got, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(got, want) {
		return ErrChecksum.Errorf("what was read back differs")
	}
	return nil
}

// syncFolders flushes to disk the entries of a folder and of all its parents up to and including dir. Without that, a
// rename may not survive a power loss, or may survive although earlier renames do not.
func syncFolders(dir, folder string) error {
	if runtime.GOOS == "windows" || runtime.GOOS == "plan9" {
		return nil // where folders cannot be flushed
	}
	for {
		if err := syncFolder(folder); err != nil {
			return fault.Errorf("weights", "write: %w", err)
		}
		if filepath.Clean(folder) == filepath.Clean(dir) {
			return nil
		}
		folder = filepath.Dir(folder)
	}
}

func syncFolder(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
