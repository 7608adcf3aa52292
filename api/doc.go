// Package api serves models over HTTP, those of tasks and language models: one http.Handler, which coconut serve runs
// natively and wasm/edge on Cloudflare.
//
//	POST /v1/reason            a question in, an answer with its trace out; stream: true sends each thought at once
//	POST /v1/chat/completions  the same in OpenAI's form, so that existing clients work; or a language model's chat
//	POST /v1/completions       a text that a language model continues, in OpenAI's form
//	GET  /v1/models            what models there are
//	GET  /healthz              whether the default model can answer
//	GET  /openapi.json         all of this as an OpenAPI 3 document
//
// Errors have OpenAI's form, with a message for the author of the question. Only the models are kept from one request
// to the next.
//
// The package starts no timers unless Limits.Time asks for one: in an edge Worker a timer belongs to the request that
// started it, and dies with it. Only one goroutine may outlive its request, the one that loads a model, because other
// requests wait for it, too.
package api
