package weights

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/internal/fault"
)

// Prune removes what the folder's manifest does not name: chunks and small files of older models, and temporary files
// left by an interrupted Write. It returns the paths it removed, and touches no file that Write would not have written.
// It must not run during a Write to the same folder.
func Prune(dir string) ([]string, error) {
	store, err := Open(context.Background(), Dir(dir))
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fault.Errorf("weights", "prune: %w", err)
	}
	defer root.Close()
	unused, err := unusedFiles(root.FS(), store.manifest)
	if err != nil {
		return nil, fault.Errorf("weights", "prune: %w", err)
	}
	for i, name := range unused {
		if err := root.Remove(name); err != nil {
			return unused[:i], fault.Errorf("weights", "prune: %w", err)
		}
		// A small file's folder is named by its hash; this removes it if nothing else is in it.
		if strings.HasPrefix(name, "files/") {
			_ = root.Remove(path.Dir(name))
		}
	}
	return unused, nil
}

// unusedFiles lists the files that look like Write's but are not in the manifest.
func unusedFiles(fsys fs.FS, m *Manifest) ([]string, error) {
	used := map[string]bool{}
	for _, c := range m.Chunks {
		used[c.Path()] = true
	}
	for _, f := range m.Files {
		used[f.Path()] = true
	}
	var unused []string
	for _, pattern := range []string{"*", "chunks/*", "files/*/*"} {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if !used[name] && written(name) && isFile(fsys, name) {
				unused = append(unused, name)
			}
		}
	}
	return unused, nil
}

// written reports whether Write might have written this path, complete or not.
func written(name string) bool {
	folder, base := path.Split(name)
	hash := strings.TrimSuffix(base, path.Ext(base))
	switch {
	case strings.HasPrefix(base, temporaryPrefix):
		return true
	case folder == "chunks/":
		suffixes := slices.Collect(maps.Values(chunkSuffixes))
		return slices.Contains(suffixes, path.Ext(base)) && checkHash(hash) == nil
	case folder != "":
		return checkHash(path.Base(folder)) == nil && checkPlainName(base) == nil
	}
	return false
}

func isFile(fsys fs.FS, name string) bool {
	info, err := fs.Stat(fsys, name)
	return err == nil && info.Mode().IsRegular()
}
