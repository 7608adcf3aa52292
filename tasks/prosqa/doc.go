// Package prosqa is the ProsQA task of the Coconut paper (Hao et al., 2024): deciding by logic which of two kinds
// somebody is.
//
// A question is a directed acyclic graph told in shuffled sentences ("Every gerpus is a terpus. Tom is a gerpus."),
// followed by "Is Tom a terpus or scrompus?". The package draws such questions ([Generator]), reads them from English
// ([Parse]) or from the official JSON files ([ReadItems]), judges answers ([Judge]), and measures sets of questions
// ([Measure]). It knows nothing about models; the trainer, the reasoner and the page build on it.
package prosqa
