// Package latent reads the checkpoints of published latent reasoners: state dicts of training code, whose names and
// parts differ from those of transformers' classes, and whose config.json, where there is one, is that of the model
// they began from.
//
// A kind knows how one project writes its checkpoints. It renames, drops and merges tensors until they are those of a
// plain GPT-2 or Llama, which package huggingface reads, and says as data (runtime.LatentScheme) how the model thinks.
// What it dropped, merged or guessed is kept as notes for people.
package latent
