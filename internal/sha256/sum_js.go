package sha256

// Sum256 returns the SHA-256 of the data.
func Sum256(data []byte) [Size]byte { return sum(data) }
