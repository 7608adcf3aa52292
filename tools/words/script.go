package main

import (
	"fmt"
	"regexp"
	"strings"
)

var (
	comment  = regexp.MustCompile(`(?m)(^|\s)//.*$`)
	quoted   = regexp.MustCompile("'((?:[^'\\\\\n]|\\\\.)*)'|`((?:[^`\\\\]|\\\\.)*)`")
	inserted = regexp.MustCompile(`\$\{(\w+)\}`)
	phrase   = regexp.MustCompile(`^[A-Z][a-z]+(?: |…$|\.$|$)`)
)

// script collects from JavaScript the literals that read like something said: with a capital, and several words. What a
// template inserts must be a variable, whose name says what it is, as for page.Say.
func (c *collector) script(name, text string) error {
	text = comment.ReplaceAllString(text, "")
	for _, m := range quoted.FindAllStringSubmatchIndex(text, -1) {
		said := ""
		if m[2] >= 0 {
			said = text[m[2]:m[3]]
		} else {
			said = inserted.ReplaceAllString(text[m[4]:m[5]], "{$1}")
		}
		place := fmt.Sprintf("%s:%d", name, 1+strings.Count(text[:m[0]], "\n"))
		if !strings.Contains(said, "${") && phrase.MatchString(said) && said != "Files" {
			c.add(strings.TrimSpace(said), place)
		}
	}
	return nil
}
