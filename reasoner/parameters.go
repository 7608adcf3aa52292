package reasoner

import (
	"strings"

	"github.com/coconut-page/coconut/quant"
)

// scaleOf returns the matrix whose scales a tensor holds.
func scaleOf(name string) (matrix string, ok bool) { return strings.CutSuffix(name, quant.ScaleSuffix) }
