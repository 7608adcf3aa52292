// Package train trains the models that this project ships, and the paper's baselines (Hao et al., 2024, section 4.2).
//
// A Recipe holds everything that determines the result: task, method, shape, seed, loss, schedule. Run executes it: it
// draws an endless supply of graphs and questions, builds batches in which several questions share the facts of one
// graph, differentiates through the latent loop with GoMLX (pure Go on a CPU, XLA behind a build tag), and writes
// checkpoints from which it resumes bit for bit. Export turns a checkpoint into a model folder for package runtime,
// which shares no code with the forward pass here; tests compare the two.
//
// A recipe with Text fine-tunes an imported language model instead, whole or by adapters, on questions in natural text:
// one network (network.go, and a file an architecture), one latent loop (pass.go), other data (text.go).
//
// Two things differ from the paper unless a recipe turns them off: models start with an induction head's circuit
// (circuit.go), and thoughts may be supervised to name the search's frontier (Recipe.ThoughtSupervision).
// docs/results.md reports the effects.
package train
