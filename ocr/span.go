package ocr

import "fmt"

// span is a range of sizes, both ends included; a max of 0 is no limit.
type span struct{ min, max int }

func (s span) holds(n int) bool { return n >= s.min && (s.max == 0 || n <= s.max) }

// check refuses a span that holds nothing.
func (s span) check(minName, maxName string) error {
	if s.max != 0 && s.max < s.min {
		return fmt.Errorf("%s is %d and %s %d, so that nothing would be left", minName, s.min, maxName, s.max)
	}
	return nil
}
