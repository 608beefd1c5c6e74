package bench

import "strings"

// evaluate returns the value of an expression as a reader gives it, such as "7x1=?". It knows whole numbers, + - and x
// (* × · stand for x too), the latter first; what follows an equals sign is not looked at. Characters that are easily
// taken for those are taken for them. ok is false for anything else and for values beyond 64 bits.
func evaluate(text string) (value int64, ok bool) {
	const longest = 64 // characters; CAPTCHAs have ten
	text, _, _ = strings.Cut(text, "=")
	text = strings.TrimRight(strings.TrimLeft(text, " \t"), " \t?")
	if text == "" || len(text) > longest {
		return 0, false
	}
	// The expression is sum ± product, with product the numbers multiplied so far.
	var sum, product, number int64
	var negative, inProduct, inNumber bool
	// end takes the number that an operator or the end of the text concludes.
	end := func() bool {
		if !inNumber {
			return false
		}
		if inProduct {
			if product, ok = multiply(product, number); !ok {
				return false
			}
		} else {
			product = number
		}
		number, inNumber, inProduct = 0, false, false
		return true
	}
	// add takes the product that a + or - or the end of the text concludes.
	add := func() bool {
		if negative {
			product = -product
		}
		next := sum + product
		if (next > sum) != (product > 0) && product != 0 {
			return false
		}
		sum, product, negative = next, 0, false
		return true
	}
	for i, r := range text {
		switch kind := arithmeticRune(r); {
		case kind == ' ':
		case kind >= '0' && kind <= '9':
			next, fits := multiply(number, 10)
			if !fits || next > next+int64(kind-'0') {
				return 0, false
			}
			number, inNumber = next+int64(kind-'0'), true
		case kind == 'x':
			if !end() {
				return 0, false
			}
			inProduct = true
		case kind == '-' && i == 0:
			negative = true
		case kind == '+' || kind == '-':
			if !end() || !add() {
				return 0, false
			}
			negative = kind == '-'
		default:
			return 0, false
		}
	}
	if !end() || !add() {
		return 0, false
	}
	return sum, true
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
