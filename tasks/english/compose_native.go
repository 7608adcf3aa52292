//go:build !js

package english

import "golang.org/x/text/unicode/norm"

// compose returns a text in Unicode's normal form C.
func compose(text string) string { return norm.NFC.String(text) }
