package tesseract

import (
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// environ is this process's environment without what the re-execution looks at.
func environ(add ...string) []string {
	env := slices.DeleteFunc(os.Environ(), func(kv string) bool {
		return strings.HasPrefix(kv, threadLimit+"=") || strings.HasPrefix(kv, reexecuted+"=")
	})
	return append(env, add...)
}

func TestReexecWithOneThread(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  []string
		want []string // what the environment has of the two variables afterwards
	}{
		{"not set", nil, []string{threadLimit + "=1"}},
		{"empty", []string{threadLimit + "="}, []string{threadLimit + "=1"}},
		{"set", []string{threadLimit + "=3"}, []string{threadLimit + "=3"}},
		{"done before and taken away", []string{reexecuted + "=1"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := startChild(t, os.Args[0], environ(tt.env...), func() {})
			vars := slices.DeleteFunc(got.Env, func(kv string) bool {
				return !strings.HasPrefix(kv, threadLimit+"=") && !strings.HasPrefix(kv, reexecuted+"=")
			})
			if diff := cmp.Diff(tt.want, vars, cmp.Transformer("len", func(s []string) string { return strings.Join(s, " ") })); diff != "" {
				t.Errorf("environment (-want +got):\n%s", diff)
			}
		})
	}
}

// TestReexecDeleted runs a program whose file is replaced by another, as a build does, before it re-executes.
func TestReexecDeleted(t *testing.T) {
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	exe := filepath.Join(t.TempDir(), "child")
	if err := os.WriteFile(exe, data, 0o700); err != nil {
		t.Fatal(err)
	}
	startChild(t, exe, environ(), func() {
		if err := os.Remove(exe); err != nil {
			t.Error(err)
		}
		if err := os.WriteFile(exe, []byte("#!/bin/false\n"), 0o700); err != nil {
			t.Error(err)
		}
	})
}

// startChild runs the reexec task, calls meanwhile before the child goes on to re-execute, and checks that process id,
// arguments, standard input and further open files are what they were.
func startChild(t *testing.T, exe string, env []string, meanwhile func()) childSees {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), exe, "an argument", "", "-x")
	cmd.Env = append(slices.Clone(env), childTask+"=reexec")
	cmd.Stderr = os.Stderr
	file, err := os.Create(filepath.Join(t.TempDir(), "open"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString("still open"); err != nil {
		t.Fatal(err)
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	cmd.ExtraFiles = []*os.File{file}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	meanwhile()
	first := "\n"
	if slices.Contains(env, reexecuted+"=1") {
		first = ""
	}
	if _, err := io.WriteString(stdin, first+"the rest"); err != nil {
		t.Error(err)
	}
	if err := stdin.Close(); err != nil {
		t.Error(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	var got childSees
	if err := json.Unmarshal([]byte(out.String()), &got); err != nil {
		t.Fatalf("%v in %q", err, out.String())
	}
	want := childSees{PID: cmd.Process.Pid, Args: cmd.Args, Stdin: "the rest", FD3: "still open", Env: got.Env}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("child (-want +got):\n%s", diff)
	}
	return got
}
