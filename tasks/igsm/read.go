package igsm

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/tasks/bom"
	"github.com/coconut-page/coconut/tasks/internal/jsonlist"
)

// ErrItem is wrapped by every error about a data file.
var ErrItem = errors.New("igsm: bad data file")

// Bounds of a data file.
const (
	maxFile  = 256 << 20 // bytes
	maxItem  = 256 << 10 // bytes
	maxItems = 2 << 20
)

// Item is one problem of a data file. Its JSON form is that of the other tasks' files.
type Item struct {
	// Question is the problem as the file has it.
	Question string `json:"question"`
	// Steps are computed here, "Art Room's Blue Bag = 2 + (4 + 3) = 9", and so is Answer, a number from 0 to 22.
	Steps  []string `json:"steps"`
	Answer string   `json:"answer"`

	problem  *Problem
	solution Solution
}

// record is an item in JSON. The answer may be a number or a text. A solution in words is not read: it is computed
// again.
type record struct {
	Question *string         `json:"question"`
	Problem  *string         `json:"problem"`
	Answer   json.RawMessage `json:"answer"`
}

// ReadItems reads a data file: a JSON list, or one JSON object a line, each with the problem as "question" or "problem"
// and, where it is known, the "answer". Every problem is solved, and a stated answer must be the one that follows.
// Errors wrap ErrItem and name the item, counted from 0, or the line, counted from 1, and the field.
//
// Memory is bounded: it reads at most 256 MiB, two million items, and 256 KiB per item.
func ReadItems(r io.Reader) (items []Item, err error) {
	b := bufio.NewReader(bom.NewReader(r))
	first, err := firstByte(b)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrItem, err)
	}
	add := func(raw *record, err error, kind string, number int) error {
		var it Item
		if err == nil {
			it, err = raw.item()
		}
		if err == nil && len(items) == maxItems {
			err = fmt.Errorf("more than %d items", maxItems)
		}
		if err != nil {
			return fmt.Errorf("%w: %s %d: %w", ErrItem, kind, number, err)
		}
		items = append(items, it)
		return nil
	}
	if first == '[' {
		err = jsonlist.Read(b, jsonlist.Limits{File: maxFile, Item: maxItem}, ErrItem,
			func(index int, raw *record, err error) error { return add(raw, err, "item", index) })
	} else {
		err = readLines(b, add)
	}
	if err != nil {
		return nil, err
	}
	return items, nil
}

// firstByte returns the first character that is not white space, and leaves it there; 0 if there is none.
func firstByte(b *bufio.Reader) (byte, error) {
	for n := 1; n <= b.Size(); n++ {
		head, err := b.Peek(n)
		if len(head) < n {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return 0, err
		}
		if !strings.ContainsRune(" \t\r\n", rune(head[n-1])) {
			return head[n-1], nil
		}
	}
	return 0, fmt.Errorf("it begins with %d characters of white space", b.Size())
}

// readLines reads one object a line; empty lines are skipped.
func readLines(r io.Reader, add func(raw *record, err error, kind string, number int) error) error {
	lines, size, number := bufio.NewScanner(r), 0, 0
	lines.Buffer(nil, maxItem)
	for lines.Scan() {
		number++
		line := bytes.TrimSpace(lines.Bytes())
		if size += len(lines.Bytes()) + 1; size > maxFile {
			return fmt.Errorf("%w: line %d: longer than %d bytes", ErrItem, number, maxFile)
		}
		if len(line) == 0 {
			continue
		}
		var raw record
		if err := add(&raw, json.Unmarshal(line, &raw), "line", number); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			err = fmt.Errorf("longer than %d bytes", maxItem)
		}
		return fmt.Errorf("%w: line %d: %w", ErrItem, number+1, err)
	}
	return nil
}

// item reads and solves a record.
func (r *record) item() (it Item, err error) {
	text, field := r.Question, "question"
	if text == nil {
		if text, field = r.Problem, "problem"; text == nil {
			return it, fmt.Errorf("question: %w", jsonlist.ErrMissing)
		}
	}
	answer, err := r.answer()
	if err != nil {
		return it, fmt.Errorf("answer: %w", err)
	}
	it.Question = strings.TrimSpace(*text)
	if it.problem, err = Parse(it.Question); err == nil {
		it.solution, err = it.problem.Solve(answer)
	}
	if err != nil {
		return it, fmt.Errorf("%s: %w", field, err)
	}
	for _, step := range it.solution {
		it.Steps = append(it.Steps, step.Quantity.String()+" = "+step.Text)
	}
	it.Answer = strconv.Itoa(it.solution[len(it.solution)-1].Value)
	return it, nil
}

// answer returns the stated answer, -1 if there is none.
func (r *record) answer() (int, error) {
	text := strings.TrimSpace(string(r.Answer))
	if text == "" || text == "null" {
		return -1, nil
	}
	if text[0] == '"' {
		if err := json.Unmarshal(r.Answer, &text); err != nil {
			return 0, err
		}
		text = strings.TrimSuffix(strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "Answer:")), ".")
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n >= Modulus {
		return 0, fmt.Errorf("%q is no number from 0 to %d", tasks.Shorten(text), Modulus-1)
	}
	return n, nil
}
