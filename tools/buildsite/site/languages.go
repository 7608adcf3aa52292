package site

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// ErrNoLanguage means that a file of strings does not say what its language is called.
var ErrNoLanguage = errors.New("site: the file of strings has no translation of \"English\"")

// wordsPrefix begins the names of the files of strings on the site, and of the script that uses them. Only visitors of
// another language than English get these.
const wordsPrefix = "words"

// writeLanguages writes the files of strings (ui/words), de.json as words-de.json, and what languages there are at the
// top of language.js.
func writeLanguages(dir, root string) error {
	files, err := filepath.Glob(filepath.Join(root, "ui", "words", "*.json"))
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	names := map[string]string{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		strs, short := map[string]string{}, bytes.Buffer{}
		if err := errors.Join(json.Unmarshal(data, &strs), json.Compact(&short, data)); err != nil {
			return fmt.Errorf("site: %s: %w", file, err)
		}
		language := strings.TrimSuffix(filepath.Base(file), ".json")
		if names[language] = strs["English"]; names[language] == "" {
			return fmt.Errorf("%w: %s", ErrNoLanguage, file)
		}
		if err := writeFile(filepath.Join(dir, wordsPrefix+"-"+filepath.Base(file)), short.Bytes()); err != nil {
			return err
		}
	}
	list, err := json.Marshal(names) // sorts by name
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	name := filepath.Join(dir, "language.js")
	source, err := os.ReadFile(name)
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	return writeFile(name, fmt.Appendf(nil, "'use strict';\n\nself.coconutLanguages = %s;\n\n%s", list, source))
}
