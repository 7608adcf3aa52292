package pytorch

import (
	"archive/zip"
	"errors"
	"hash/crc32"
	"io"

	"github.com/coconut-page/coconut/internal/fault"
)

// errChecksum is wrapped, beside ErrFile, by errors about an entry whose bytes are not those that were written.
var errChecksum = errors.New("checksum wrong: download it again")

// errOverlap is wrapped, beside ErrFile, by errors about entries that lie in each other.
var errOverlap = errors.New("the entries are longer together than the file")

// verify compares the bytes of an entry with the CRC32 that the file's directory has for it, once. It holds a few of
// them at a time. PyTorch writes 0 where it was told to compute none (torch.serialization.set_crc32_options).
func (a *archive) verify(entry *zip.File, section *io.SectionReader) error {
	if entry.CRC32 == 0 {
		return nil
	}
	a.lock.Lock()
	defer a.lock.Unlock()
	right, known := a.verified[entry.Name]
	if !known {
		var err error
		if right, err = a.compare(entry, section); err != nil {
			return err
		}
		a.verified[entry.Name] = right
	}
	if !right {
		return ErrFile.Errorf("entry %.100s: %w", entry.Name, errChecksum)
	}
	return nil
}

// compare reads an entry, and reports whether its checksum is right.
func (a *archive) compare(entry *zip.File, section *io.SectionReader) (bool, error) {
	// Entries that lie in each other would make a small file take any amount of time.
	if a.unverified -= section.Size(); a.unverified < 0 {
		return false, ErrFile.Errorf("entry %.100s: %w", entry.Name, errOverlap)
	}
	sum := crc32.NewIEEE()
	if _, err := io.Copy(sum, io.NewSectionReader(section, 0, section.Size())); err != nil {
		return false, fault.Errorf("pytorch", "entry %.100s: %w", entry.Name, err)
	}
	return sum.Sum32() == entry.CRC32, nil
}
