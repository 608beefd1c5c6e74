package tesseract

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// MissingError says what of Tesseract's data is missing or damaged on this machine and which package brings it.
type MissingError struct {
	// What is missing, such as "eng.traineddata" or "Tesseract's trained data".
	What string
	// Package is the Debian package to install; empty where Debian has none.
	Package string
	// Dir is the folder that was looked into; empty where it was Tesseract's own choice.
	Dir string
	// Problem says more than that it is not there, such as "it ends after 12 bytes"; may be empty.
	Problem string
}

// Error implements error.
func (e *MissingError) Error() string {
	var b strings.Builder
	if e.Problem == "" {
		fmt.Fprintf(&b, "tesseract: %s is missing", e.What)
	} else {
		fmt.Fprintf(&b, "tesseract: %s cannot be used: %s", e.What, e.Problem)
	}
	if e.Dir != "" {
		fmt.Fprintf(&b, " (folder %s)", e.Dir)
	}
	if e.Package != "" {
		fmt.Fprintf(&b, "; install the package %s (Debian, Ubuntu: apt-get install %[1]s)", e.Package)
	} else {
		b.WriteString("; put the file there, or name its folder in TESSDATA_PREFIX")
	}
	return b.String()
}

// Unavailable tells those who read many images that none of them will be read.
func (e *MissingError) Unavailable() bool { return true }

var (
	// languagePattern is what is safe to join to a folder's name and to pass on to C. Tesseract itself gives "~" and
	// "+" a meaning.
	languagePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}(/[A-Za-z0-9_-]{1,40})?$`)
	// debianLanguage is what those languages are called that Debian has a package for each of.
	debianLanguage = regexp.MustCompile(`^[a-z]{3}(_[a-z]+)?$`)
)

// maxLanguages bounds the languages of one instance, so that Tesseract's complaints about them stay short: gosseract has
// room for 512 bytes.
const maxLanguages = 8

// usualFolders are where distributions keep the trained data. Tesseract knows the one that it was built with, but
// gosseract has no way to ask for it that does not load a language first.
func usualFolders() []string {
	return []string{
		"/usr/share/tesseract-ocr/5/tessdata",    // Debian 12 and later, Ubuntu 23.04 and later
		"/usr/share/tesseract-ocr/4.00/tessdata", // Ubuntu 22.04
		"/usr/share/tesseract/tessdata",          // Fedora
		"/usr/share/tessdata",                    // Alpine, Arch, openSUSE
		"/usr/local/share/tessdata",
		"/opt/homebrew/share/tessdata",
		"/opt/local/share/tessdata",
	}
}

// Check says whether the trained data of each language is there and whole, as far as its table of contents, and loads
// nothing. dataPath and languages are what they are in Options; without languages it is the default's. Where data is
// missing or damaged, the error is a *[MissingError].
func Check(dataPath string, languages ...string) error {
	if len(languages) == 0 {
		languages = []string{defaultLanguage}
	}
	for _, l := range languages {
		if _, err := findData(dataPath, l); err != nil {
			return err
		}
	}
	return nil
}

// findData returns the folder that holds the trained data of a language such as "eng+deu", or "" where Tesseract is to
// use the one that it was built with. Errors about the data are *MissingError.
func findData(dataPath, language string) (string, error) {
	names := strings.Split(language, "+")
	if len(names) > maxLanguages {
		return "", fmt.Errorf("tesseract: language %q: at most %d languages at once", language, maxLanguages)
	}
	for _, n := range names {
		if !languagePattern.MatchString(n) {
			return "", fmt.Errorf("tesseract: language %q is not a name such as eng or eng+deu", language)
		}
	}
	if dataPath == "" {
		dataPath = os.Getenv("TESSDATA_PREFIX")
	}
	if dataPath != "" {
		return dataPath, checkFolder(dataPath, names)
	}
	var first error
	for _, dir := range usualFolders() {
		if _, err := os.Stat(dir); err != nil {
			continue
		}
		err := checkFolder(dir, names)
		if err == nil {
			return dir, nil
		}
		if first == nil {
			first = err
		}
	}
	return "", first
}

// checkFolder checks the trained data of each language in one folder, in which Tesseract looks for all of them.
func checkFolder(dir string, names []string) error {
	for _, n := range names {
		err := checkTrainedData(filepath.Join(dir, filepath.FromSlash(n)+".traineddata"))
		if errors.Is(err, fs.ErrNotExist) {
			return missing(n, dir)
		}
		if err != nil {
			return &MissingError{What: n + ".traineddata", Package: debianPackage(n), Dir: dir, Problem: err.Error()}
		}
	}
	return nil
}

// missing says that the trained data of a language is not there; of several languages, that of the first.
func missing(language, dir string) *MissingError {
	language, _, _ = strings.Cut(language, "+")
	return &MissingError{What: language + ".traineddata", Package: debianPackage(language), Dir: dir}
}

func debianPackage(language string) string {
	switch {
	case debianLanguage.MatchString(language):
		return "tesseract-ocr-" + strings.ReplaceAll(language, "_", "-")
	case strings.HasPrefix(language, "script/"):
		return "tesseract-ocr-all" // the scripts' own packages have names that follow no rule
	}
	return ""
}

const (
	maxComponents = 64 // of a trained data file; Tesseract 5 knows 24
	lstmComponent = 17 // TESSDATA_LSTM
	baseComponent = 3  // TESSDATA_INTTEMP, of the engine before the LSTM
)

// checkTrainedData reads a file's table of contents and checks that the file is as long as it says and holds a
// recogniser. Tesseract would say no more than that it could not load the language; at worst it ends the process.
//
// The format (tesseract ccutil/tessdatamanager.cpp): the number of components as a 32-bit integer, then as many 64-bit
// offsets into the file, -1 for a component that is not there. Files of a machine with the other byte order are rare
// enough to be refused.
func checkTrainedData(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return errors.New("it is a folder")
	}
	var n int32
	if err := binary.Read(f, binary.LittleEndian, &n); err != nil {
		return tooShort(info.Size(), err)
	}
	if n <= baseComponent || n > maxComponents {
		return errors.New("it is not trained data of Tesseract")
	}
	offsets := make([]int64, n)
	if err := binary.Read(f, binary.LittleEndian, offsets); err != nil {
		return tooShort(info.Size(), err)
	}
	for _, o := range offsets {
		if o < -1 || o > info.Size() {
			return fmt.Errorf("it ends after %d bytes; download it again", info.Size())
		}
	}
	if offsets[baseComponent] < 0 && (n <= lstmComponent || offsets[lstmComponent] < 0) {
		return errors.New("it holds no recogniser")
	}
	return nil
}

func tooShort(size int64, err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("it ends after %d bytes; download it again", size)
	}
	return err
}
