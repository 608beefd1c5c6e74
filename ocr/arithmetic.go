package ocr

import "strings"

// Evaluate returns the value of an expression as a reader gives it, such as "7x1=?". It knows whole numbers, + - and x
// (* × · stand for x too), the latter first; what follows an equals sign is not looked at. Characters that are easily
// taken for those are taken for them. ok is false for anything else and for values beyond 64 bits.
func Evaluate(text string) (value int64, ok bool) {
	const longest = 64 // bytes; CAPTCHAs have ten
	text, _, _ = strings.Cut(text, "=")
	text = strings.TrimRight(strings.TrimLeft(text, " \t"), " \t?")
	if text == "" || len(text) > longest {
		return 0, false
	}
	var e expression
	for i, r := range text {
		switch kind := arithmeticRune(r); {
		case kind == ' ':
			ok = true
		case kind >= '0' && kind <= '9':
			ok = e.digit(int64(kind - '0'))
		case kind == 'x':
			ok = e.endNumber()
			e.inProduct = true
		case kind == '-' && i == 0:
			ok, e.negative = true, true
		case kind == '+' || kind == '-':
			ok = e.endNumber() && e.endProduct()
			e.negative = kind == '-'
		default:
			ok = false
		}
		if !ok {
			return 0, false
		}
	}
	ok = e.endNumber() && e.endProduct()
	return e.sum, ok
}

// expression is what was read of one so far: sum ± product × number, where product and number may not be there yet.
type expression struct {
	sum, product, number          int64
	negative, inProduct, inNumber bool
}

func (e *expression) digit(d int64) bool {
	ten, ok := multiply(e.number, 10)
	e.number, e.inNumber = ten+d, true
	return ok && e.number >= 0
}

// endNumber takes the number that an operator or the end of the text concludes.
func (e *expression) endNumber() (ok bool) {
	if !e.inNumber {
		return false
	}
	if e.inProduct {
		e.product, ok = multiply(e.product, e.number)
	} else {
		e.product, ok = e.number, true
	}
	e.number, e.inNumber, e.inProduct = 0, false, false
	return ok
}

// endProduct takes the product that a + or - or the end of the text concludes.
func (e *expression) endProduct() bool {
	before := e.sum
	if e.negative {
		e.sum -= e.product
	} else {
		e.sum += e.product
	}
	grew := e.sum >= before
	ok := e.product == 0 || grew != e.negative
	e.product, e.negative = 0, false
	return ok
}

// multiply multiplies numbers that are not negative.
func multiply(a, b int64) (int64, bool) {
	if a == 0 || b == 0 {
		return 0, true
	}
	product := a * b
	return product, product > 0 && product/b == a
}

// arithmeticRune returns the digit or operator (+ - x) that a character stands for, ' ' for a space, and 0 otherwise.
func arithmeticRune(r rune) rune {
	switch r {
	case 'o', 'O', 'Q', 'D', '°', '@':
		return '0'
	case 'l', 'I', 'i', '|', '!':
		return '1'
	case 'z', 'Z':
		return '2'
	case 's', 'S', '$':
		return '5'
	case 'b', 'G':
		return '6'
	case 'B', '&':
		return '8'
	case 'g', 'q':
		return '9'
	case 'X', '×', '*', '·', '∗':
		return 'x'
	case 't', 'T', '†', '±':
		return '+'
	case '−', '–', '—', '_', '~':
		return '-'
	case ' ', '\t':
		return ' '
	}
	if r >= '0' && r <= '9' || r == '+' || r == '-' || r == 'x' {
		return r
	}
	return 0
}
