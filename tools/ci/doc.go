// Package ci tests the Makefile and the scripts in .ci: what they print and do on machines that lack something.
package ci
