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

// open opens the shipped model for the examples.
func open(ctx context.Context) *coconut.Model {
	model, err := coconut.Open(ctx, os.DirFS("weights/models/prosqa-coconut"))
	if err != nil {
		log.Fatal(err)
	}
	return model
}

func ExampleModel_Answer() {
	ctx := context.Background()
	model := open(ctx)
	defer model.Close()
	result, err := model.Answer(ctx, question)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.Answer, result.Verdict, result.Path)
	// Output: Tom is a pet. right [Tom cat pet]
}

// Each thought is shown by what the model would say if it had to speak right then.
func ExampleModel_Reason() {
	ctx := context.Background()
	model := open(ctx)
	defer model.Close()
	for step, err := range model.Reason(ctx, question, coconut.Thoughts(2), coconut.TopK(1)) {
		if err != nil {
			log.Fatal(err)
		}
		switch step.Kind {
		case "thought":
			fmt.Println("thought", step.Index+1)
		case "token":
			fmt.Println("says", step.Token)
		}
	}
	// Output:
	// thought 1
	// thought 2
	// says ###
	// says Tom
	// says pet
	// says .
	// says <eos>
}

// A session is the model without a task: it reads tokens and vectors, thinks, and can be forked.
func ExampleModel_Session() {
	ctx := context.Background()
	model := open(ctx)
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

func ExampleModel_Complete() {
	ctx := context.Background()
	model := open(ctx)
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

// A language model answers a chat. make models installs this one; without it there is no output to compare, so the
// example is only compiled.
func ExampleModel_Chat() {
	ctx := context.Background()
	model, err := coconut.Open(ctx, os.DirFS("models/smollm2-135m-int8"))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	messages := []coconut.Message{{Role: "user", Text: "Name the capital of Italy."}}
	for token, err := range model.Chat(ctx, messages, coconut.CompleteOptions{MaxTokens: 100}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Print(token.Text)
	}
}
