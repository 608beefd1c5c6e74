package main

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/formbot/formbot/internal/strictyaml"
)

//go:embed topics/*.txt
var topics embed.FS

type helpCmd struct {
	Topic    []string `arg:"" optional:"" help:"A command or a topic: ${topics}."`
	Markdown bool     `hidden:"" help:"Print the help of all commands as Markdown, for docs/cli.md."`
}

// Help implements kong.HelpProvider.
func (helpCmd) Help() string {
	return "Examples:\n\n  formbot help run\n  formbot help exit-codes"
}

// Run prints a topic, or the help of a command.
func (c *helpCmd) Run(ctx context.Context, app *kong.Kong, s *streams) error {
	switch {
	case c.Markdown:
		return writeMarkdown(ctx, s.out, app.Model)
	case len(c.Topic) == 0:
		run(ctx, []string{"--help"}, s.in, s.out, s.err)
		_, err := fmt.Fprintf(s.out, "\nTopics, shown by formbot help TOPIC: %s\n", strings.Join(topicNames(), ", "))
		return err
	}
	text, err := topics.ReadFile("topics/" + c.Topic[0] + ".txt")
	if len(c.Topic) == 1 && err == nil {
		_, err = s.out.Write(text)
		return err
	}
	node := findCommand(app.Model.Node, c.Topic)
	if node == nil {
		return usagef("help %s: there is no such command or topic%s", strings.Join(c.Topic, " "),
			strictyaml.DidYouMean(c.Topic[0], append(commandNames(app.Model.Node), topicNames()...)))
	}
	run(ctx, append(slices.Clone(c.Topic), "--help"), s.in, s.out, s.err)
	return nil
}

func topicNames() []string {
	entries, err := fs.ReadDir(topics, "topics")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), path.Ext(e.Name())))
	}
	return names
}

func commandNames(n *kong.Node) []string {
	var names []string
	for _, child := range n.Children {
		if !child.Hidden {
			names = append(names, child.Name)
		}
	}
	return names
}

func findCommand(n *kong.Node, words []string) *kong.Node {
	for _, word := range words {
		i := slices.IndexFunc(n.Children, func(child *kong.Node) bool { return child.Name == word })
		if i < 0 {
			return nil
		}
		n = n.Children[i]
	}
	return n
}

// leafWords is what is typed to reach a command: "scope", "check".
func leafWords(n *kong.Node) []string {
	var words []string
	for ; n != nil && n.Type == kong.CommandNode; n = n.Parent {
		words = append(words, n.Name)
	}
	slices.Reverse(words)
	return words
}

// writeMarkdown writes the page docs/cli.md: each command's own help, and the
// topics.
func writeMarkdown(ctx context.Context, w io.Writer, app *kong.Application) error {
	fmt.Fprint(w, "# The command line\n\nMade by `make docs` from the commands' own help.\n\n")
	section := func(title string, args ...string) {
		var text strings.Builder
		run(ctx, append(args, "--help"), strings.NewReader(""), &text, &text)
		fmt.Fprintf(w, "## %s\n\n```text\n%s```\n\n", title, text.String())
	}
	section("formbot")
	for _, leaf := range app.Leaves(true) {
		words := leafWords(leaf)
		section("formbot "+strings.Join(words, " "), words...)
	}
	fmt.Fprint(w, "# Topics\n\n")
	for _, name := range topicNames() {
		text, err := topics.ReadFile("topics/" + name + ".txt")
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "## formbot help %s\n\n```text\n%s```\n\n", name, text)
	}
	return nil
}
