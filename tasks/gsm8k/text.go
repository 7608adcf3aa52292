package gsm8k

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/coconut-page/coconut/tasks"
)

// parseText reads a line of iCoT's form: "question||<<48/2=24>> <<48+24=72>> #### 72".
func parseText(line string) (Item, error) {
	if !utf8.ValidString(line) {
		return Item{}, errors.New("not UTF-8")
	}
	question, rest, ok := strings.Cut(line, "||")
	switch {
	case !ok:
		return Item{}, badField("question", `no "||" after it, as in "question||<<1+1=2>> #### 2"`)
	case strings.Contains(rest, "||"):
		return Item{}, badField("question", `"||" more than once`)
	}
	before, answer, err := cutAnswer(rest)
	if err != nil {
		return Item{}, &fieldError{"answer", err}
	}
	steps, other, err := equations(before)
	if err == nil && other != "" {
		err = fmt.Errorf("%q is not an equation such as <<1+1=2>>; steps in words need one of the JSON forms",
			tasks.Shorten(other))
	}
	if err != nil {
		return Item{}, &fieldError{"steps", err}
	}
	return newItem(&question, steps, answer)
}

// equations finds the equations of a text, <<48/2=24>>, and takes the white space out of them. other is the first text
// that is in none.
func equations(text string) (steps []string, other string, err error) {
	for {
		before, rest, ok := strings.Cut(text, "<<")
		if other == "" {
			other = strings.TrimSpace(before)
		}
		if !ok {
			return steps, other, nil
		}
		equation, after, ok := strings.Cut(rest, ">>")
		if !ok || strings.Contains(equation, "<<") {
			return nil, "", fmt.Errorf("%q has no end, >>", "<<"+tasks.Shorten(equation))
		}
		if equation = withoutSpace(equation); equation == "" {
			return nil, "", errors.New("<<>> is no equation")
		}
		steps, text = append(steps, "<<"+equation+">>"), after
	}
}

func withoutSpace(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}
