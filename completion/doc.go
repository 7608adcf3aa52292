// Package completion continues text with a language model: text in, text out.
//
// It is for models without a task what package reasoner is for those with one. It ties together runtime, which runs the
// model, and a tokenizer of either kind, and adds what a text needs: chats, sampling, strings that end the text,
// streams that never show half a character, and sequences that are kept, so that the next turn of a chat is read from
// where it differs. The façade, the command line, the API and the page's worker all call Model.Generate, so the same
// prompt, options and seed give the same text everywhere.
package completion
