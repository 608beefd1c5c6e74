package tesseract

import (
	"errors"
	"fmt"
	"image"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/otiai10/gosseract/v2"

	"github.com/formbot/formbot/ocr"
)

const (
	defaultLanguage = "eng"
	defaultPSM      = 7
	pageSegMode     = gosseract.SettableVariable("tessedit_pageseg_mode")
	invertLine      = gosseract.SettableVariable("tessedit_do_invert")

	// certaintyScale is what Tesseract multiplies the doubt in its least sure symbol by to get the doubt in a word
	// (kCertaintyScale in tesseract ccmain/linerec.cpp). The symbols' own figures are almost all above 0.9,
	// right or wrong.
	certaintyScale = 7

	// maxLoaded is how many languages a worker keeps loaded. Each takes its file's size in memory and more; a cascade of
	// recipes goes back and forth between a few.
	maxLoaded = 4
)

// loading is held for writing while an instance loads and for reading while one is otherwise used. What it guards is
// the C libraries' state of the whole process, above all the stderr that gosseract redirects, so it must be one for the
// whole process as well.
var loading sync.RWMutex //nolint:gochecknoglobals // see above

// worker is used by one goroutine at a time. It holds an instance for each language that it was asked for lately.
type worker struct {
	dataPath string
	loaded   []*client // the one used last comes first
	spix     []byte    // the image at hand, kept for its memory
}

// client is one Tesseract instance.
type client struct {
	*gosseract.Client
	language string
	psm      int
}

// recognize recognises the image in w.spix; bounds is where that image lies in the caller's coordinates.
func (w *worker) recognize(bounds image.Rectangle, opts ocr.RecognizeOptions) (ocr.Recognition, error) {
	c, err := w.client(opts.Language)
	if err != nil {
		return ocr.Recognition{}, err
	}
	loading.RLock()
	defer loading.RUnlock()
	if c.psm != opts.PSM {
		if err := c.SetVariable(pageSegMode, strconv.Itoa(opts.PSM)); err != nil {
			return ocr.Recognition{}, fmt.Errorf("tesseract: psm %d: %w", opts.PSM, err)
		}
		c.psm = opts.PSM
	}
	if err := c.SetImageFromBytes(w.spix); err != nil {
		return ocr.Recognition{}, fmt.Errorf("tesseract: pass the image: %w", err)
	}
	boxes, err := c.GetBoundingBoxes(gosseract.RIL_SYMBOL)
	if err != nil {
		return ocr.Recognition{}, fmt.Errorf("tesseract: recognise: %w", err)
	}
	return recognition(boxes, bounds), nil
}

// recognition translates what gosseract returns. It reports an image without text as one box without text whose
// coordinates were never set.
func recognition(boxes []gosseract.BoundingBox, bounds image.Rectangle) ocr.Recognition {
	var rec ocr.Recognition
	least := 1.0
	for _, b := range boxes {
		if strings.TrimSpace(b.Word) == "" {
			continue
		}
		confidence := min(max(b.Confidence/100, 0), 1)
		rec.Symbols = append(rec.Symbols, ocr.Symbol{
			Text:       b.Word,
			Confidence: confidence,
			Box:        b.Box.Add(bounds.Min).Intersect(bounds),
		})
		least = min(least, confidence)
	}
	if len(rec.Symbols) > 0 {
		rec.Confidence = max(0, 1-certaintyScale*(1-least))
	}
	return rec
}

// client returns the worker's instance for a language, and loads it where need be.
func (w *worker) client(language string) (*client, error) {
	if i := slices.IndexFunc(w.loaded, func(c *client) bool { return c.language == language }); i >= 0 {
		c := w.loaded[i]
		w.loaded = slices.Insert(slices.Delete(w.loaded, i, i+1), 0, c)
		return c, nil
	}
	dir, err := findData(w.dataPath, language)
	if err != nil {
		return nil, err
	}
	if len(w.loaded) == maxLoaded {
		last := w.loaded[maxLoaded-1]
		w.loaded = w.loaded[:maxLoaded-1]
		if err := last.unload(); err != nil {
			return nil, fmt.Errorf("tesseract: unload language %q: %w", last.language, err)
		}
	}
	c, err := load(dir, language)
	if err != nil {
		return nil, err
	}
	w.loaded = slices.Insert(w.loaded, 0, c)
	return c, nil
}

// load makes an instance. gosseract loads the language only when something is recognised, so a blank image is.
func load(dir, language string) (*client, error) {
	loading.Lock()
	defer loading.Unlock()
	c := &client{Client: gosseract.NewClient(), language: language, psm: defaultPSM}
	if err := c.load(dir); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

func (c *client) load(dir string) error {
	if dir != "" {
		if err := c.SetTessdataPrefix(dir); err != nil {
			return fmt.Errorf("tesseract: data folder %q: %w", dir, err)
		}
	}
	if err := c.SetLanguage(c.language); err != nil {
		return fmt.Errorf("tesseract: language %q: %w", c.language, err)
	}
	// Otherwise Tesseract writes statistics about blank images, and warnings, to standard error.
	if err := c.DisableOutput(); err != nil {
		return fmt.Errorf("tesseract: %w", err)
	}
	if err := c.SetVariable(pageSegMode, strconv.Itoa(c.psm)); err != nil {
		return fmt.Errorf("tesseract: psm %d: %w", c.psm, err)
	}
	blank := image.NewGray(image.Rect(0, 0, 40, 40))
	if err := c.SetImageFromBytes(appendSPIX(nil, blank)); err != nil {
		return fmt.Errorf("tesseract: pass the image: %w", err)
	}
	if _, err := c.GetBoundingBoxes(gosseract.RIL_SYMBOL); err != nil {
		fault := missing(c.language, dir)
		if dir != "" { // the files are there
			fault.Problem = strings.Join(strings.Fields(err.Error()), " ")
		}
		return fault
	}
	// gosseract sets all variables again whenever one is changed. This one belongs to the whole process: setting it while
	// another instance prints is a race.
	delete(c.Variables, gosseract.DEBUG_FILE)
	// A line that is read badly is read again with black and white exchanged. Ink is dark here, so that only takes time.
	if err := c.SetVariable(invertLine, "0"); err != nil {
		delete(c.Variables, invertLine) // Tesseract 6 is to do without this variable
	}
	return nil
}

func (c *client) unload() error {
	loading.RLock()
	defer loading.RUnlock()
	return c.Close()
}

func (w *worker) close() error {
	var errs []error
	for _, c := range w.loaded {
		errs = append(errs, c.unload())
	}
	w.loaded = nil
	return errors.Join(errs...)
}

// Version is that of the Tesseract library, such as "5.3.0".
func Version() string {
	loading.RLock()
	defer loading.RUnlock()
	return gosseract.Version()
}
