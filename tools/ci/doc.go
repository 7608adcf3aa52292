// Package ci holds the tests of the Makefile and of the scripts in .ci: what they say and do on machines that lack
// something.
package ci
