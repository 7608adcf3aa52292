// Command bench compares our runtime with other engines, in turns: make bench.
//
//	go run ./bench                                              # everything
//	go run ./bench -part smollm2 -only wllama -rounds 1 -cold 1 -out /tmp
//	go run ./bench -report                                      # only write the pages again
//
// It has three parts. gpt2 makes one set of random weights in the shape of GPT-2 small, smollm2 fetches
// SmolLM2-135M-Instruct; each engine gets them in its own format. First every engine is started cold, in a new browser,
// then all are opened beside each other: each in a tab of one headless Chromium or in a Firefox of its own. Those with
// several threads are cross-origin isolated, the others come without special headers. Every round measures each engine
// once (prefill of 128 tokens, decoding of 64, 64 latent steps where supported), by wall time and by the CPU time of
// Chromium's renderers; ours and llama.cpp natively, too. Medians are reported. answers puts questions to the shipped
// models, natively and in Chromium. The results go to docs/benchmarks*.json, and from there to pages and charts.
//
// A row is a line in rows.go, a target one in targets.go, an engine a script in page/.
//
// None of it is part of the product: the other engines are npm packages at the versions of package-lock.json, which
// make bench installs in bench/node_modules. What they ask for and no browser needs, such as binaries for other
// systems, is replaced by a tiny package there.
package main
