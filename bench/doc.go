// Command bench compares our runtime with other engines, in one browser and in turns: make bench.
//
// It makes one set of random weights in the shape of GPT-2 small, gives it to each engine in its own format, and opens
// every engine in a tab of a headless Chromium: one thread, no special headers. Every round measures each engine once
// (prefill of 128 tokens, decoding of 64, 64 latent steps where supported), by wall time and by the CPU time of
// Chromium's renderers; it reports medians. Native llama.cpp serves as the ceiling. The results go to
// docs/benchmarks.json and docs/benchmarks.md.
//
// None of it is part of the product: the other engines are npm packages at the versions of package-lock.json, which
// make bench installs in bench/node_modules.
package main
