package webdriver

// Keys without a character, for Browser.Type (https://www.w3.org/TR/webdriver2/#keyboard-actions).
const (
	KeyEnd        = "\ue010"
	KeyHome       = "\ue011"
	KeyArrowLeft  = "\ue012"
	KeyArrowRight = "\ue014"
)
