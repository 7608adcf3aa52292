// Command coconut asks, evaluates, trains and serves latent-reasoning models from a terminal.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	// The first Ctrl-C asks the running command to stop and save; a second one ends the program at once.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	if err := newRoot().ExecuteContext(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "coconut:", err)
		os.Exit(1)
	}
}

// newRoot builds the command tree.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "coconut",
		Short:         "Latent reasoning: models that think in hidden states before they speak",
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       versionText(),
	}
	root.SetVersionTemplate("{{.Version}}")
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(newAsk(), newComplete(), newChat(), newEval(), newIntervene(), newVote(), newRollouts(), newStates(),
		newStopping(), newFitStop(), newGenerate(), newAnalyze(), newStats(), newResults(), newBundle(),
		newVerify(), newInspect(), newPack(), newImport(), newQuantize(), newRepack(), newCompression(), newExport(),
		newPerplexity(), newServe(), newHealth(), newTokenize(), newTrain(), newLicences())
	for _, cmd := range root.Commands() {
		completeFlags(cmd)
	}
	return root
}
