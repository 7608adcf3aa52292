// Command checkaddr checks whether a server can listen on an address, so that make run finds out before it builds for
// minutes.
//
//	go run ./tools/checkaddr -option ADDR 127.0.0.1:8080
package main

import (
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/coconut-page/coconut/tools/internal/listen"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("checkaddr", flag.ContinueOnError)
	flags.SetOutput(stderr)
	option := flags.String("option", "ADDR", "name of the option that sets the address, for the error")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		return fmt.Errorf("checkaddr: want one address, have %d", flags.NArg())
	}
	l, err := listen.TCP(flags.Arg(0), *option)
	if err != nil {
		return err
	}
	return l.Close()
}
