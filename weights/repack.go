//go:build !gzip_only

package weights

import "context"

// Repack rewrites the model in a folder the way Write does now: the same tensors and small files, bit for bit, in
// chunks that may be cut and compressed differently. It returns the sizes before and after, and removes the old chunks.
func Repack(ctx context.Context, dir string, compression Compression) (before, after int64, err error) {
	p, err := ReadPackage(ctx, Dir(dir))
	if err != nil {
		return 0, 0, err
	}
	old, err := Open(ctx, Dir(dir))
	if err != nil {
		return 0, 0, err
	}
	p.Compression = compression
	m, err := Write(dir, p)
	if err != nil {
		return 0, 0, err
	}
	if _, err := Prune(dir); err != nil {
		return 0, 0, err
	}
	return old.manifest.Bytes(), m.Bytes(), nil
}

// ReadPackage reads a whole model, to be rewritten or modified.
func ReadPackage(ctx context.Context, src Source) (Package, error) {
	s, err := Open(ctx, src)
	if err != nil {
		return Package{}, err
	}
	m := s.manifest
	p := Package{Name: m.Name, Config: m.Config, License: m.License, Files: map[string][]byte{}}
	for _, f := range m.Files {
		if p.Files[f.Name], err = s.File(ctx, f.Name); err != nil {
			return Package{}, err
		}
	}
	w, err := s.Load(ctx, nil)
	if err != nil {
		return Package{}, err
	}
	for _, name := range w.names {
		p.Tensors = append(p.Tensors, w.tensors[name])
	}
	return p, nil
}
