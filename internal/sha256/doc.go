// Package sha256 computes SHA-256 (FIPS 180-4). Natively it is crypto/sha256. The page has a version of its own,
// because crypto/sha256 brings AES, SHA-3 and random numbers with it: 35 kB of brotli for every first visit.
package sha256

// Size is the number of bytes of a sum.
const Size = 32
