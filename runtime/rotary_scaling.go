package runtime

import "math"

// RotaryScaling stretches rotary positions as Llama 3 does (its release's apply_scaling; Hugging Face calls the type
// "llama3"): frequencies whose wave is longer than Original/LowFactor positions are divided by Factor, those shorter
// than Original/HighFactor stay, and between the two the change is smooth.
type RotaryScaling struct {
	Factor     float64 `json:"factor"`
	LowFactor  float64 `json:"low_freq_factor"`
	HighFactor float64 `json:"high_freq_factor"`
	// Original is the number of positions of the original training.
	Original int `json:"original_positions"`
}

// check rejects values that do not give valid frequencies.
func (s RotaryScaling) check() error {
	if s == (RotaryScaling{}) {
		return nil
	}
	if !(s.Factor >= 1 && s.Factor <= 1e6 && s.LowFactor > 0 && s.HighFactor > s.LowFactor && s.HighFactor <= 1e6) ||
		s.Original < 1 {
		return ErrConfig.Errorf("rotary_scaling is %+v, want a factor of at least 1, 0 < low_freq_factor < "+
			"high_freq_factor, "+
			"and original_positions", s)
	}
	return nil
}

// Frequency returns the scaled form of one frequency, in radians per position. It uses only exactly rounded operations,
// none of them fused.
func (s RotaryScaling) Frequency(f float64) float64 {
	if s == (RotaryScaling{}) {
		return f
	}
	waves := float64(float64(s.Original)*f) / (2 * math.Pi) // in the original context
	switch {
	case waves < s.LowFactor:
		return f / s.Factor
	case waves > s.HighFactor:
		return f
	}
	smooth := (waves - s.LowFactor) / (s.HighFactor - s.LowFactor)
	return float64((1-smooth)*float64(f/s.Factor)) + float64(smooth*f)
}
