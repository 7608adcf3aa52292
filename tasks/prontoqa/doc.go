// Package prontoqa is the ProntoQA task as the Coconut paper uses it (Hao et al., 2024): deciding by five logical steps
// through a made-up ontology whether somebody has a property.
//
// A question states 25 facts, "Each jompus is not melodic. Gorpuses are wumpuses. Alex is a tumpus.", and asks "True or
// false: Alex is happy." The package draws such questions ([Generator]), reads them from English ([Parse]) or from the
// official JSON files ([ReadItems]), answers them ([Question.Answer]), and turns their text into words of a small
// vocabulary ([Rules]).
//
// All 9200 questions of the official train and valid files have the same graph; [Generator] describes it. They differ
// in words, in the order of the sentences, and in which properties are negated. Keep this in mind when comparing
// graphs; see [Sample.Key] and [Sample.FactsKey].
package prontoqa
