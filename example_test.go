package coconut_test

import (
	"context"
	"fmt"
	"log"
	"os"

	"github.com/coconut-page/coconut"
)

// question has everyday words: a model decides by the facts alone.
const question = "Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?"

func ExampleModel_Answer() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	result, err := model.Answer(ctx, "Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Answer, result.Verdict, result.Path)
	// Output: Tom is a pet. right [Tom cat pet]
}

// With zeros in the place of its thoughts the model loses the thread, so its answer depends on them.
func ExampleIntervene() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	question := "Every cat is a pet. Every pet is a friend. Tom is a cat. Rex is a rock. Is Tom a friend or rock?"
	for _, options := range [][]coconut.ReasonOption{
		nil,
		{coconut.Intervene(coconut.Change{Kind: coconut.ChangeZero})},
	} {
		result, err := model.Answer(ctx, question, options...)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(result.Answer, result.Verdict)
	}
	// Output:
	// Tom is a friend. right
	// Tom is a cat. malformed
}

// Each thought is shown by what the model would say if it had to speak right then.
func ExampleModel_Reason() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	question := "Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?"
	for step, err := range model.Reason(ctx, question, coconut.Thoughts(2), coconut.TopK(1)) {
		if err != nil {
			log.Fatal(err)
		}
		switch step.Kind {
		case "thought":
			fmt.Println("thought", step.Index+1, "would say", step.Top[0].Token)
		case "token":
			fmt.Println("says", step.Token)
		}
	}
	// Output:
	// thought 1 would say cat
	// thought 2 would say ###
	// says ###
	// says Tom
	// says pet
	// says .
	// says <eos>
}

// A session is the model without a task: it reads tokens and vectors, thinks, and can be forked.
func ExampleModel_Session() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	tokens, err := model.Tokenize("Every terpus is a gerpus. Tom is a terpus.")
	if err != nil {
		log.Fatal(err)
	}
	session := model.Session()
	if err := session.Prefill(tokens); err != nil {
		log.Fatal(err)
	}
	fork := session.Fork()
	if err := fork.Think(); err != nil { // the last hidden state becomes the next input
		log.Fatal(err)
	}
	fmt.Println(session.Len(), fork.Len(), len(fork.Hidden()))
	// Output: 6 7 128
}

// Think is Feed with Thought, so a thought can be looked at, changed and fed by hand.
func ExampleModel_Session_hidden() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	tokens, err := model.Tokenize("Every terpus is a gerpus. Tom is a terpus.")
	if err != nil {
		log.Fatal(err)
	}
	session := model.Session()
	if err := session.Prefill(tokens); err != nil {
		log.Fatal(err)
	}
	fork := session.Fork()
	if err := fork.Think(); err != nil {
		log.Fatal(err)
	}
	thought, err := session.Thought() // a change of it would be what the model reads
	if err != nil {
		log.Fatal(err)
	}
	if err := session.Feed(thought); err != nil {
		log.Fatal(err)
	}
	fmt.Println("the same state:", session.Hidden()[0] == fork.Hidden()[0])
	logits := make([]float32, model.VocabSize())
	if err := session.Logits(logits); err != nil {
		log.Fatal(err)
	}
	fmt.Println("the likeliest of", len(logits), "tokens:", session.Top(1)[0].Token)
	// Output:
	// the same state: true
	// the likeliest of 64 tokens: gerpus
}

func ExampleModel_Complete() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	count := 0
	for token, err := range model.Complete(ctx, "Tom is a terpus.", coconut.CompleteOptions{MaxTokens: 3}) {
		if err != nil {
			log.Fatal(err)
		}
		if token.Text != "" {
			count++
		}
	}
	fmt.Println(count, "tokens")
	// Output: 3 tokens
}

// A chat is its messages: the next turn has the answer before it, and only what is new is read. testdata/babble stands
// in for a language model; it knows a few letters, and its weights are random.
func ExampleModel_Chat() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("testdata/babble"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	var messages []coconut.Message
	for _, text := range []string{"abc", "cab"} {
		messages = append(messages, coconut.Message{Role: "user", Text: text})
		answer := ""
		for token, err := range model.Chat(ctx, messages, coconut.CompleteOptions{MaxTokens: 6}) {
			if err != nil {
				log.Fatal(err)
			}
			answer += token.Text // print it as it comes
		}
		messages = append(messages, coconut.Message{Role: "assistant", Text: answer})
		fmt.Printf("%s: %q\n", text, answer)
	}
	// Output:
	// abc: " abc ab "
	// cab: " abc abc"
}
