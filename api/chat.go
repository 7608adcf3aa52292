package api

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tasks/english"
)

// chatAnswer is a chat completion, or a chunk of one.
type chatAnswer struct {
	ID      string       `json:"id"`
	Object  string       `json:"object"`
	Created int64        `json:"created"`
	Model   string       `json:"model"`
	Choices []chatChoice `json:"choices"`
	Usage   *chatUsage   `json:"usage,omitempty"`
	// Coconut is our extension: the result with verdict and trace, or in a chunk one step of it.
	Coconut *chatExtension `json:"coconut,omitempty"`
}

type chatChoice struct {
	Index        int           `json:"index"`
	Message      *chatDelta    `json:"message,omitempty"`
	Delta        *chatDelta    `json:"delta,omitempty"`
	Logprobs     *chatLogprobs `json:"logprobs"`
	FinishReason *string       `json:"finish_reason"`
}

type chatDelta struct {
	Role    string  `json:"role,omitempty"`
	Content *string `json:"content,omitempty"`
}

type chatUsage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
	// PromptDetails is left out if nothing was kept.
	PromptDetails *promptDetails `json:"prompt_tokens_details,omitempty"`
	Details       struct {
		// Reasoning is OpenAI's count of the tokens a model reasons with before it answers; for ours it counts the thoughts,
		// which have no tokens.
		Reasoning int `json:"reasoning_tokens"`
	} `json:"completion_tokens_details"`
}

// promptDetails says how much of a prompt did not need to be read again.
type promptDetails struct {
	Cached int `json:"cached_tokens"`
}

type chatExtension struct {
	Step   *reasoner.Step   `json:"step,omitempty"`
	Result *reasoner.Result `json:"result,omitempty"`
}

// newUsage counts thoughts as OpenAI counts reasoning: as part of the completion.
func newUsage(res *reasoner.Result) *chatUsage {
	u := &chatUsage{Prompt: res.PromptTokens, Completion: res.Thoughts + len(res.Tokens)}
	if res.Cached > 0 {
		u.PromptDetails = &promptDetails{Cached: res.Cached}
	}
	u.Total, u.Details.Reasoning = u.Prompt+u.Completion, res.Thoughts
	return u
}

// reply is the answer of a chat: the text, why it ends there, and the log probabilities, if requested.
type reply struct {
	content, finish string
	logprobs        *chatLogprobs
}

// reply converts a result to OpenAI's form. An answer that was cut off may be half a chain of reasoning in the model's
// own symbols; none of that is shown. The result beside it has all tokens.
func (c chatRequest) reply(res *reasoner.Result, heard *listener) reply {
	s := reply{content: res.Answer, finish: finish(res)}
	if s.finish == "length" && !ownWords(res) {
		s.content = ""
	}
	if cut, stopped := c.Stop.cut(s.content); stopped {
		s.content, s.finish = cut, "stop"
	}
	if c.Logprobs {
		s.logprobs = heard.logprobs(s.content, c.TopLogprobs)
	}
	return s
}

// ownWords reports whether an answer consists of the question's words, apart from those that make it a sentence.
func ownWords(res *reasoner.Result) bool {
	words := func(text string) []string {
		return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n.?!:", r) })
	}
	own := append(words(english.Clean(res.Question)), "is", "a", "an", "Every", "True", "False")
	return !slices.ContainsFunc(words(res.Answer), func(w string) bool { return !slices.Contains(own, w) })
}

// chat is POST /v1/chat/completions.
func (s *server) chat(w http.ResponseWriter, r *http.Request) error {
	var body chatRequest
	if err := s.decode(w, r, &body, false); err != nil {
		return err
	}
	model, err := s.Models.Open(r.Context(), body.Model)
	if err != nil {
		return err
	}
	answer := chatAnswer{ID: "chatcmpl-" + newID(), Object: "chat.completion", Created: time.Now().Unix(),
		Model: model.Info().Name}
	if m, ok := model.(*completion.Model); ok {
		return s.chatWithText(w, r, m, body, answer)
	}
	return s.chatWithTask(w, r, model.(*reasoner.Reasoner), body, answer)
}

// chatWithTask answers a chat completion with a model of a task.
func (s *server) chatWithTask(w http.ResponseWriter, r *http.Request, model *reasoner.Reasoner, body chatRequest,
	answer chatAnswer) error {
	q, err := body.question(s.Limits)
	if err != nil {
		return err
	}
	if err := s.check(q); err != nil {
		return err
	}
	q.model = model
	q.options.MaxNewTokens = min(q.options.MaxNewTokens, q.model.Model().Config().MaxNewTokens)
	heard := &listener{}
	if body.Logprobs {
		q.options.TopK = max(1, q.options.TopK, min(body.TopLogprobs, s.Limits.TopK))
	}
	if body.Stream {
		return s.streamChat(w, r, q, body, answer)
	}
	var onStep func(reasoner.Step)
	if body.Logprobs {
		onStep = heard.hear
	}
	res, err := s.ask(r.Context(), q, onStep)
	if err != nil {
		return err
	}
	said := body.reply(res, heard)
	message := &chatDelta{Role: "assistant", Content: &said.content}
	answer.Choices = []chatChoice{{Message: message, Logprobs: said.logprobs, FinishReason: &said.finish}}
	answer.Usage, answer.Coconut = newUsage(res), &chatExtension{Result: res}
	return writeJSON(w, http.StatusOK, answer)
}

// streamChat sends the role, the steps if a trace is requested, the answer, and why it ended. The answer is one piece:
// it is a sentence made from a few tokens in another order.
func (s *server) streamChat(
	w http.ResponseWriter, r *http.Request, q question, body chatRequest, chunk chatAnswer,
) error {
	out, ctx, stop := newStream(w, r)
	defer stop()
	chunk.Object = "chat.completion.chunk"
	send := func(choice chatChoice, ours *chatExtension) {
		if choice.Delta == nil {
			choice.Delta = &chatDelta{}
		}
		chunk.Choices, chunk.Coconut = []chatChoice{choice}, ours
		out.send("", chunk)
	}
	empty, heard := "", &listener{}
	res, err := s.ask(ctx, q, func(step reasoner.Step) {
		heard.hear(step)
		out.step(step, false, func(step reasoner.Step) {
			if !out.began {
				send(chatChoice{Delta: &chatDelta{Role: "assistant", Content: &empty}}, nil)
			}
			if q.options.Trace {
				send(chatChoice{}, &chatExtension{Step: &step})
			}
		})
	})
	if err != nil {
		return out.fail(ctx, err)
	}
	said := body.reply(res, heard)
	send(chatChoice{Delta: &chatDelta{Content: &said.content}, Logprobs: said.logprobs}, nil)
	send(chatChoice{FinishReason: &said.finish}, &chatExtension{Result: res})
	if body.StreamOptions.IncludeUsage {
		chunk.Choices, chunk.Coconut, chunk.Usage = []chatChoice{}, nil, newUsage(res)
		out.send("", chunk)
	}
	out.write("", "[DONE]")
	return nil
}
