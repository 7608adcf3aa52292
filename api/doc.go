// Package api is the reasoner as an HTTP service: one http.Handler, which coconut serve runs natively and wasm/edge on Cloudflare.
//
//	POST /v1/reason            a question in, an answer with its trace out; stream: true sends every thought as it is thought
//	POST /v1/chat/completions  the same in OpenAI's form, so that existing clients work
//	GET  /v1/models            what models there are
//	GET  /healthz              whether the default model can answer
//	GET  /openapi.json         all of this as an OpenAPI 3 document
//
// Whatever goes wrong is answered in the form of OpenAI's errors, with a message for whoever wrote the question. Nothing is kept from
// one request to the next but the models.
//
// The package starts no timers unless Limits.Time asks for one: in an edge Worker a timer belongs to the request it was started in, and
// dies with it. The one goroutine that may outlive its request is the load of a model, which others wait for, too.
package api
