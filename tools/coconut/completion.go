package main

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/tasks/registry"
	"github.com/coconut-page/coconut/weights"
)

// completeFlags completes the values of some of a command's options, unless the command does that itself.
func completeFlags(cmd *cobra.Command) {
	for name, complete := range map[string]cobra.CompletionFunc{
		"model": completeModels, "recipe": completeRecipes,
		"task": cobra.FixedCompletions(registry.Names(), cobra.ShellCompDirectiveNoFileComp),
	} {
		if _, own := cmd.GetFlagCompletionFunc(name); cmd.Flags().Lookup(name) != nil && !own {
			cobra.CheckErr(cmd.RegisterFlagCompletionFunc(name, complete))
		}
	}
}

// completeModels offers the names of models. A folder is possible, too, so the shell also completes files.
func completeModels(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []string
	for _, folder := range modelFolders("*")[1:] {
		found, err := filepath.Glob(filepath.Join(folder, weights.ManifestName))
		if err != nil {
			continue // the folder's own name is not a pattern; there is nothing to offer
		}
		for _, manifest := range found {
			names = append(names, filepath.Base(filepath.Dir(manifest)))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), cobra.ShellCompDirectiveDefault
}

// completeRecipes offers the recipes of the repository, besides all files.
func completeRecipes(_ *cobra.Command, _ []string, begun string) ([]cobra.Completion, cobra.ShellCompDirective) {
	found, err := filepath.Glob(filepath.Join("train", "recipes", "*.json"))
	if err != nil {
		return nil, cobra.ShellCompDirectiveDefault
	}
	found = slices.DeleteFunc(found, func(name string) bool { return !strings.HasPrefix(name, begun) })
	return found, cobra.ShellCompDirectiveDefault
}
