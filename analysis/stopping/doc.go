// Package stopping lets a model that takes a fixed number of thoughts stop by itself: it fits a stop head, a linear
// classifier on the hidden states after each thought (Hao et al., 2024, section 3), while all other weights stay as
// they are, and measures it beside controls that take as many thoughts.
//
// A head that stops well shows that the hidden states tell, linearly, whether the thinking is done. That its answers
// are no worse than those of the fixed number shows nothing by itself: taking fewer thoughts at random might cost
// nothing, too. So every comparison has the controls of Compare.
package stopping
