// Package uitest has what the tests of the page share: an engine that records what it is asked, and models and answers
// to show.
package uitest
