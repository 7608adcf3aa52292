// Package english is the bit of English that all tasks share: which article a word takes, and when two spellings are
// the same word.
package english
