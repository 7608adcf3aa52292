package pytorch

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"sync"
)

// maxDirectory bounds what is read of a file to list its entries, and with it the memory that a list takes. A model of
// a thousand tensors has 0.1 MB.
const maxDirectory = 16 << 20

// archive is the zip file: entries that are stored as they are.
type archive struct {
	file    io.ReaderAt
	size    int64
	stem    string // the folder of all entries, with a slash
	entries map[string]*zip.File

	lock       sync.Mutex      // of what follows
	verified   map[string]bool // whether an entry's checksum is right, for those that were compared, by name
	unverified int64           // how many bytes can still be compared
}

// openArchive lists the entries of a file.
func openArchive(file io.ReaderAt, size int64) (*archive, error) {
	if err := otherForm(file); err != nil {
		return nil, err
	}
	limited := &budget{file, maxDirectory}
	z, err := zip.NewReader(limited, size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) { // names are looked up, never made into files
		return nil, ErrFile.Errorf("the zip file's directory: %w", err)
	}
	limited.left = math.MaxInt64
	a := &archive{file: file, size: size, entries: map[string]*zip.File{}, verified: map[string]bool{},
		unverified: size}
	for _, entry := range z.File {
		if _, twice := a.entries[entry.Name]; twice {
			return nil, ErrFile.Errorf("two entries are named %.100q", entry.Name)
		}
		a.entries[entry.Name] = entry
		if folder, is := strings.CutSuffix(entry.Name, pickleName); is && strings.Count(folder, "/") == 1 {
			a.stem = folder
		}
	}
	if a.stem == "" {
		return nil, ErrUnsupported.Errorf("a zip file without %s, so not one of torch.save", pickleName)
	}
	return a, nil
}

// otherForm recognizes files that people take for a state dict, and says what to do.
func otherForm(file io.ReaderAt) error {
	head := make([]byte, 64)
	n, err := file.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	head = head[:n]
	switch {
	case n == 0:
		return ErrFile.Errorf("it is empty")
	case bytes.HasPrefix(head, []byte("PK")):
		return nil
	case bytes.HasPrefix(head, legacyMagic):
		return ErrUnsupported.Errorf("the form that torch.save wrote before PyTorch 1.6; write it anew in Python: %s",
			`torch.save(torch.load(OLD, map_location="cpu", weights_only=True), NEW)`)
	case bytes.HasPrefix(head, []byte("version https://git-lfs")):
		return ErrFile.Errorf("a pointer of Git LFS, not the file itself; git lfs pull fetches it")
	}
	return ErrFile.Errorf("it does not begin as a zip file, so torch.save did not write it")
}

// legacyMagic is how the form before PyTorch 1.6 begins: a pickle of the number 0x1950a86a20f9469cfc6c.
var legacyMagic = []byte("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.")

// entry returns the bytes of an entry in the folder, which lie in the file as they are.
func (a *archive) entry(name string) (*io.SectionReader, error) {
	entry, ok := a.entries[a.stem+name]
	if !ok {
		return nil, ErrFile.Errorf("there is no entry %.100s", a.stem+name)
	}
	const encrypted = 1
	if entry.Method != zip.Store || entry.Flags&encrypted != 0 || entry.CompressedSize64 != entry.UncompressedSize64 {
		return nil, ErrUnsupported.Errorf("entry %.100s is compressed or encrypted, as torch.save never writes it",
			entry.Name)
	}
	from, err := entry.DataOffset()
	if err != nil {
		return nil, ErrFile.Errorf("entry %.100s: %w", entry.Name, err)
	}
	length := entry.UncompressedSize64
	if from < 0 || from > a.size || length > uint64(a.size-from) {
		return nil, ErrFile.Errorf("entry %.100s lies at %d and has %d bytes, but the file ends at %d", entry.Name, from,
			length, a.size)
	}
	return io.NewSectionReader(a.file, from, int64(length)), nil
}

// verifiedEntry is entry, for one whose bytes are the ones that were written.
func (a *archive) verifiedEntry(name string) (*io.SectionReader, error) {
	section, err := a.entry(name)
	if err != nil {
		return nil, err
	}
	return section, a.verify(a.entries[a.stem+name], section)
}

// read reads a whole entry of at most limit bytes.
func (a *archive) read(name string, limit int64) ([]byte, error) {
	section, err := a.entry(name)
	if err != nil {
		return nil, err
	}
	if section.Size() > limit {
		return nil, ErrFile.Errorf("entry %s%s has %d bytes, at most %d are read", a.stem, name, section.Size(), limit)
	}
	if err := a.verify(a.entries[a.stem+name], section); err != nil {
		return nil, err
	}
	return io.ReadAll(section)
}

// budget is a file of which so many bytes can be read.
type budget struct {
	io.ReaderAt
	left int64
}

var errDirectory = errors.New("it is larger than that of any model")

// ReadAt implements io.ReaderAt.
func (b *budget) ReadAt(p []byte, at int64) (int, error) {
	if int64(len(p)) > b.left {
		return 0, errDirectory
	}
	b.left -= int64(len(p))
	return b.ReaderAt.ReadAt(p, at)
}
