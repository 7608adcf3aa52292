package train

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// metricsFile is the file in a run's folder that records its course: a line of JSON, a Progress, every Recipe.LogEvery
// steps, each step once.
const metricsFile = "metrics.jsonl"

// readCourse returns what a run has logged, and the lines themselves. An older version could log a step twice: the
// newer line counts. A last line without a line break was cut off by a kill and is ignored. A missing file counts as
// empty.
func readCourse(path string) (course []Progress, lines [][]byte, err error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("train: %w", err)
	}
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		var p Progress
		if err := json.Unmarshal(line, &p); err != nil {
			return nil, nil, fmt.Errorf("train: %s, line %d: %w", path, n, err)
		}
		for len(course) > 0 && course[len(course)-1].Step >= p.Step {
			course, lines = course[:len(course)-1], lines[:len(lines)-1]
		}
		course, lines = append(course, p), append(lines, line)
	}
	return course, lines, nil
}

// rewindCourse drops the lines after the step that a run resumes from: a killed run may have logged steps after its
// checkpoint, and they will be logged again.
func rewindCourse(path string, step int) error {
	course, lines, err := readCourse(path)
	if err != nil {
		return err
	}
	for len(course) > 0 && course[len(course)-1].Step > step {
		course, lines = course[:len(course)-1], lines[:len(lines)-1]
	}
	kept := bytes.Join(lines, nil)
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("train: %w", err)
	case info.Size() == int64(len(kept)): // nothing was dropped
		return nil
	}
	return replaceFile(path, kept)
}
