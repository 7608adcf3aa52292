package gsm8k

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/coconut-page/coconut/tasks/internal/jsonlist"
)

// record is a problem in JSON: with steps in Coconut's form, without in the official one. Missing fields are nil.
type record struct {
	Question *string   `json:"question"`
	Steps    *[]string `json:"steps"`
	Answer   *string   `json:"answer"`
}

// parseRecord reads one line of JSON.
func parseRecord(line []byte) (Item, error) {
	var r record
	if err := json.Unmarshal(line, &r); err != nil {
		if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok && wrong.Field != "" {
			err = &fieldError{wrong.Field, err}
		}
		return Item{}, err
	}
	return r.item()
}

// item reads the record. An official answer explains itself in sentences, which are dropped: what Coconut trains are
// the equations.
func (r *record) item() (Item, error) {
	if r.Answer == nil {
		return Item{}, &fieldError{"answer", jsonlist.ErrMissing}
	}
	if r.Steps != nil {
		return newItem(r.Question, *r.Steps, *r.Answer)
	}
	solution, answer, err := cutAnswer(*r.Answer)
	if err != nil {
		return Item{}, &fieldError{"answer", err}
	}
	steps, _, err := equations(solution)
	if err != nil {
		return Item{}, &fieldError{"answer", err}
	}
	return newItem(r.Question, steps, answer)
}

// cutAnswer separates the way from the answer, "… #### 72".
func cutAnswer(text string) (before, answer string, err error) {
	const mark = "####"
	before, answer, ok := strings.Cut(text, mark)
	switch {
	case !ok:
		return "", "", errors.New(`no "####" before the final answer`)
	case strings.Contains(answer, mark):
		return "", "", errors.New(`"####" more than once`)
	}
	return before, answer, nil
}
