package main

import (
	_ "embed"
	"io"

	"github.com/spf13/cobra"
)

//go:generate go run ../notices -out third-party.txt -targets linux/amd64,darwin/arm64,windows/amd64 .

// thirdParty is the text of the licences of everything built into the command.
//
//go:embed third-party.txt
var thirdParty string

// newLicences is `coconut licences`.
func newLicences() *cobra.Command {
	return &cobra.Command{
		Use:     "licences",
		Aliases: []string{"licenses"},
		Short:   "Print the licences of other people's work in this program",
		Example: "  coconut licences | less",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := io.WriteString(cmd.OutOrStdout(), thirdParty)
			return err
		},
	}
}
