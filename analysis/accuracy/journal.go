package accuracy

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// ErrJournal is wrapped by errors about a journal that cannot be gone on with.
var ErrJournal = errors.New("accuracy: unusable journal")

// OtherRunError says that a journal is of another measurement. It wraps ErrJournal.
type OtherRunError struct {
	// Path is the journal, Field what differs, Was and Is its value in the journal and now.
	Path, Field, Was, Is string
}

// Error implements error.
func (e *OtherRunError) Error() string {
	return fmt.Sprintf("%s holds answers of another measurement: its %s is %s, now it is %s; move it away, or choose "+
		"another name", e.Path, e.Field, e.Was, e.Is)
}

// Unwrap returns ErrJournal.
func (e *OtherRunError) Unwrap() error { return ErrJournal }

// Field is something that decides the answers, such as the model's hash. Its JSON form is part of a journal's first
// line.
type Field struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// header is the first line of a journal.
type header struct {
	Format string  `json:"format"`
	Fields []Field `json:"fields"`
}

const journalFormat = "coconut-eval-1"

// maxLine bounds a line of a journal, in bytes.
const maxLine = 4 << 20

// Journal keeps answers in a file, one line of JSON each, so that a measurement that was stopped, or whose computer
// was, loses at most the questions that were running. Nothing in it is ever removed, but for half a line at its end.
type Journal struct {
	file *os.File
	path string
}

// OpenJournal opens a journal, or begins one, and returns the answers in it. fields are what decides the answers: a
// journal with others is refused with an *OtherRunError. Other errors wrap ErrJournal, or are the file system's.
func OpenJournal(path string, fields []Field) (*Journal, []Answer, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return nil, nil, err
	}
	j := &Journal{file, path}
	answers, err := j.read(fields)
	if err != nil {
		return nil, nil, errors.Join(err, file.Close())
	}
	return j, answers, nil
}

// read reads the whole file.
func (j *Journal) read(fields []Field) (answers []Answer, err error) {
	lines, end, number := bufio.NewReaderSize(j.file, maxLine), int64(0), 0
	for {
		line, err := lines.ReadSlice('\n')
		switch {
		case err == io.EOF: // what follows the last whole line was being written
			return answers, j.finish(end, line, fields)
		case err == bufio.ErrBufferFull:
			return nil, j.bad(number+1, fmt.Errorf("longer than %d bytes", maxLine))
		case err != nil:
			return nil, err
		}
		number, end = number+1, end+int64(len(line))
		if number == 1 {
			err = j.check(line, fields)
		} else {
			var a Answer
			err = strict(line, &a)
			answers = append(answers, a)
		}
		if errors.Is(err, ErrJournal) {
			return nil, err
		}
		if err != nil {
			return nil, j.bad(number, err)
		}
	}
}

func (j *Journal) bad(line int, err error) error {
	return fmt.Errorf("%w: %s: line %d: %w; move it away, or choose another name", ErrJournal, j.path, line, err)
}

// strict decodes one line; fields that are not known mean that something else wrote it.
func strict(line []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return err
	}
	if d.More() {
		return errors.New("more than one value")
	}
	return nil
}

// check compares the first line with what decides the answers now.
func (j *Journal) check(line []byte, fields []Field) error {
	var h header
	if err := strict(line, &h); err != nil {
		return err
	}
	if h.Format != journalFormat {
		return fmt.Errorf("format %q instead of %q", h.Format, journalFormat)
	}
	was := map[string]string{}
	for _, f := range h.Fields {
		was[f.Name] = f.Value
	}
	for _, f := range fields {
		if was[f.Name] != f.Value {
			return &OtherRunError{j.path, f.Name, said(was[f.Name]), said(f.Value)}
		}
	}
	if len(h.Fields) != len(fields) {
		return fmt.Errorf("%d fields instead of %d", len(h.Fields), len(fields))
	}
	return nil
}

// said shortens a value for a message.
func said(value string) string {
	const most = 24
	if len(value) > most {
		value = value[:most] + "…"
	}
	return fmt.Sprintf("%q", value)
}

// finish cuts off half a line, and writes the first one if there is none.
func (j *Journal) finish(end int64, half []byte, fields []Field) error {
	first := header{journalFormat, fields}
	if end == 0 && len(half) > 0 {
		if line, err := json.Marshal(first); err != nil || !bytes.HasPrefix(line, half) {
			return j.bad(1, errors.Join(err, errors.New("it is something else")))
		}
	}
	if err := j.file.Truncate(end); err != nil || end > 0 {
		return err
	}
	return j.write(first)
}

func (j *Journal) write(v any) error {
	line, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// Add adds an answer. It is in the file, if not on the disk, when Add returns.
func (j *Journal) Add(a Answer) error { return j.write(a) }

// Close closes the file.
func (j *Journal) Close() error { return j.file.Close() }
