// Package version says which version of the project a program is. The number stands in the file VERSION at the top of
// the repository, and nowhere else: Number is generated from it, because a package can embed only files of its folder.
package version

//go:generate go run ./generate -from ../../VERSION -to number_gen.go

// Commit is the commit that a release was built from; tools/release sets it with the linker's -X. Other builds leave
// it empty: the go command stamps their commit into the program itself.
var Commit string
