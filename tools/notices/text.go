package main

import (
	"bytes"
	"fmt"
	"strings"
)

const head = `The work of others that is part of this program, and the terms it comes under. Written by tools/notices from the modules themselves.
The program itself is under the MIT licence.
`

// notices writes one text of all licences. A text that several modules share appears once.
func notices(licences []licence) []byte {
	var order []string
	modules := map[string][]string{}
	for _, l := range licences {
		text := strings.Join(l.texts, "\n\n- - -\n\n")
		if _, ok := modules[text]; !ok {
			order = append(order, text)
		}
		modules[text] = append(modules[text], l.module+" ("+strings.Join(l.names, ", ")+")")
	}
	var b bytes.Buffer
	b.WriteString(head)
	for _, text := range order {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(modules[text], "\n"), text)
	}
	return b.Bytes()
}
