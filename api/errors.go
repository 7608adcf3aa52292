package api

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
)

// The types of errors, OpenAI's.
const (
	typeRequest = "invalid_request_error"
	typeServer  = "server_error"
	typeRate    = "rate_limit_error"
)

var (
	// errTime is the cause of a request's context when it took too long, errGone when nobody waits for the answer any
	// more.
	errTime = errors.New("api: the request took too long")
	errGone = errors.New("api: the client is gone")
)

// Error is an error response: {"error": {…}} with OpenAI's fields.
type Error struct {
	// Status is the HTTP status.
	Status int `json:"-"`
	// Message says what is wrong, for people; Type and Code, for programs.
	Message string `json:"message"`
	Type    string `json:"type"`
	// Param is the field of the request that is at fault, or "".
	Param string `json:"param,omitempty"`
	Code  string `json:"code"`
	// RetryAfter, in seconds, is the header of that name; 0 for none.
	RetryAfter int `json:"-"`
	cause      error
}

// Error implements error.
func (e *Error) Error() string { return "api: " + e.Code + ": " + e.Message }

// Unwrap returns the cause of the error, if it was not the request itself.
func (e *Error) Unwrap() error { return e.cause }

func badRequest(param, code, format string, a ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Type: typeRequest, Param: param, Code: code,
		Message: fmt.Sprintf(format, a...)}
}

// bodyError says what is wrong with a body that is not the expected JSON.
func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	var wrongType *json.UnmarshalTypeError
	var known *Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.As(err, &tooLarge):
		return &Error{Status: http.StatusRequestEntityTooLarge, Type: typeRequest, Code: "body_too_large",
			Message: fmt.Sprintf("the body has more than %d bytes", tooLarge.Limit)}
	case errors.As(err, &wrongType):
		field := path(wrongType.Field)
		return badRequest(field, "invalid_type", "%s must be %s, not %s", cmp.Or(field, "the body"),
			jsonType(wrongType.Type.Kind().String()), wrongType.Value)
	case errors.Is(err, io.EOF):
		return badRequest("", "invalid_json", "the body is empty; want a JSON object")
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		name := strings.Trim(strings.TrimPrefix(err.Error(), "json: unknown field "), `"`)
		return badRequest(name, "unknown_field", "there is no field %q; see /openapi.json", name)
	}
	return badRequest("", "invalid_json", "the body is not JSON: %s", strings.TrimPrefix(err.Error(), "json: "))
}

// path writes encoding/json's name of a place, messages.0.role, as messages[0].role.
func path(field string) string {
	parts := strings.Split(field, ".")
	out := parts[0]
	for _, p := range parts[1:] {
		if _, err := strconv.Atoi(p); err == nil {
			out += "[" + p + "]"
		} else {
			out += "." + p
		}
	}
	return out
}

// jsonType returns JSON's name for a Go kind.
func jsonType(kind string) string {
	switch {
	case strings.HasPrefix(kind, "int"):
		return "an integer"
	case strings.HasPrefix(kind, "float"):
		return "a number"
	case kind == "bool":
		return "true or false"
	case kind == "slice":
		return "a list"
	case kind == "struct", kind == "map":
		return "an object"
	}
	return "a " + kind
}

// explain converts any error to an error response. question is the name of the field with the question.
func explain(ctx context.Context, err error, question string) *Error {
	var known *Error
	var syntax *tasks.SyntaxError
	var unknown *tasks.UnknownWordError
	var tooLong *reasoner.TooLongError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(context.Cause(ctx), errTime):
		return &Error{Status: http.StatusGatewayTimeout, Type: typeServer, Code: "timeout",
			Message: "the answer took too long; send a shorter prompt, ask for fewer thoughts or tokens, or try again",
			cause:   err}
	case errors.As(err, &syntax):
		return badRequest(question, "unreadable_question", "the question cannot be read: %v", syntax)
	case errors.As(err, &unknown):
		return badRequest(question, "unknown_word", "%v", unknown)
	case errors.As(err, &tooLong):
		return badRequest(question, "context_length_exceeded", "%v", tooLong)
	case errors.Is(err, runtime.ErrContextFull):
		return badRequest(question, "context_length_exceeded",
			"the question and its thoughts are longer than the model's context")
	case errors.Is(err, runtime.ErrOptions), errors.Is(err, reasoner.ErrChange), errors.Is(err, completion.ErrOptions),
		errors.Is(err, runtime.ErrToken), errors.Is(err, completion.ErrPrompt):
		return badRequest("", "invalid_options", "%s", message(err))
	}
	return &Error{Status: http.StatusInternalServerError, Type: typeServer, Code: "internal_error",
		Message: "an internal error; the request is not at fault", cause: err}
}

// message is an error's text for people.
func message(err error) string { return fault.Text(err) }

// fail sends an error response, unless nobody waits for it.
func (s *server) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := explain(r.Context(), err, "question")
	if e.Status >= http.StatusInternalServerError && s.Failed != nil && !gone(r.Context(), err) {
		s.Failed(err)
	}
	if gone(r.Context(), err) {
		w.WriteHeader(statusGone)
		return
	}
	if e.RetryAfter > 0 {
		w.Header().Set("Retry-After", fmt.Sprint(e.RetryAfter))
	}
	_ = writeJSON(w, e.Status, errorBody{e}) // this fails only when the client is gone
}

// statusGone is what logs show for a client that went away (nginx's number); it is never sent.
const statusGone = 499

type errorBody struct {
	Error *Error `json:"error"`
}

// gone reports whether the client ended the request.
func gone(ctx context.Context, err error) bool {
	return errors.Is(err, errGone) || ctx.Err() != nil && !errors.Is(context.Cause(ctx), errTime)
}
