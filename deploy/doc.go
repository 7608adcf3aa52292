// Package deploy tests the files for operators in this folder with the programs that they are for.
package deploy
