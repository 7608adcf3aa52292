//go:build !js

package weights

// keepSpare is for engines in whose memory files arrive.
func keepSpare() (drop func()) { return func() {} }
