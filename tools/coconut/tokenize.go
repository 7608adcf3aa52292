package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// tokenization is what `coconut tokenize --json` prints.
type tokenization struct {
	IDs    []int    `json:"ids"`
	Tokens []string `json:"tokens"`
}

// newTokenize is `coconut tokenize`.
func newTokenize() *cobra.Command {
	var model string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "tokenize TEXT",
		Short: "Turn text into a model's tokens",
		Example: "  coconut tokenize --model models/smollm2 --json \"The capital of France is\"\n" +
			"  coconut tokenize --model models/smollm2 - < text.txt",
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			text := args[0]
			if text == "-" {
				data, err := io.ReadAll(io.LimitReader(cmd.InOrStdin(), bpe.MaxText+1))
				if err != nil {
					return fmt.Errorf("read the text from standard input: %w", err)
				}
				text = string(data)
			}
			t, err := openTokenizer(cmd.Context(), model)
			if err != nil {
				return err
			}
			ids, err := t.Encode(text)
			if err != nil {
				return err
			}
			result := tokenization{append([]int{}, ids...), make([]string, len(ids))}
			for i, id := range ids {
				result.Tokens[i] = t.Token(id)
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(result)
			}
			for i, id := range ids {
				fmt.Fprintf(cmd.OutOrStdout(), "%d\t%q\n", id, result.Tokens[i])
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&model, "model", "", "name, folder or URL of the model")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cobra.CheckErr(cmd.MarkFlagRequired("model"))
	return cmd
}
