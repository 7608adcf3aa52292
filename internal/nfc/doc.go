// Package nfc composes letters and marks: Unicode's normal form C. Natively it has the tables of golang.org/x/text; in
// the browser, which has its own, it asks JavaScript.
package nfc
