// Command pacedocs writes docs/pace.md and docs/pace.svg: a simulated day of a server that slows, fails and recovers,
// and how session/pace treats it. It is run from the top folder of the repository:
//
//	go run ./internal/pacedocs
//
// The server is made up (server.go); the pace is the package's own, with its zero Options and a clock that is turned by
// hand, so a day takes a moment and is the same every time.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/formbot/formbot/internal/atomicfile"
)

func main() {
	if err := write("docs"); err != nil {
		fmt.Fprintln(os.Stderr, "pacedocs:", err)
		os.Exit(1)
	}
}

// write makes the files in a folder.
func write(folder string) error {
	for name, data := range page() {
		if err := atomicfile.WriteBytes(filepath.Join(folder, name), 0o644, data); err != nil {
			return err
		}
	}
	return nil
}
