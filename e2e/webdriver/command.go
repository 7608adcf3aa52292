package webdriver

import "context"

// command is one of WebDriver's commands, by both of its names: an HTTP method and a path below the session's, in which
// {id} is the parameter id, and Marionette's.
type command struct{ method, path, marionette string }

var (
	cmdNewSession    = command{"POST", "", "WebDriver:NewSession"}
	cmdDeleteSession = command{"DELETE", "", "WebDriver:DeleteSession"}
	cmdSetTimeouts   = command{"POST", "/timeouts", "WebDriver:SetTimeouts"}
	cmdSetWindowRect = command{"POST", "/window/rect", "WebDriver:SetWindowRect"}
	cmdNavigate      = command{"POST", "/url", "WebDriver:Navigate"}
	cmdFindElement   = command{"POST", "/element", "WebDriver:FindElement"}
	cmdElementClick  = command{"POST", "/element/{id}/click", "WebDriver:ElementClick"}
	cmdElementClear  = command{"POST", "/element/{id}/clear", "WebDriver:ElementClear"}
	cmdElementKeys   = command{"POST", "/element/{id}/value", "WebDriver:ElementSendKeys"}
	cmdExecuteAsync  = command{"POST", "/execute/async", "WebDriver:ExecuteAsyncScript"}
	cmdScreenshot    = command{"GET", "/screenshot", "WebDriver:TakeScreenshot"}
)

// params are a command's parameters.
type params map[string]any

// transport carries commands to one browser.
type transport interface {
	// call sends a command and decodes its answer into result, which may be nil. If the browser refuses, the error is an
	// *Error. After any other error the connection is unusable.
	call(ctx context.Context, c command, p params, result any) error
	close() error
}
