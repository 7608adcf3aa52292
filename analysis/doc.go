// Package analysis measures what happens in a Coconut model's thoughts: the analyses of the paper (Hao et al., 2024,
// section 5 of the first version, 4 of the third) on questions whose facts form a graph, as numbers and as pictures.
//
// It asks a reasoner, whose trace tells after every latent step what the model would say next if it had to speak, and
// compares that with the paths through the graph. Everything here runs natively; the page draws its own pictures of a
// question.
package analysis
