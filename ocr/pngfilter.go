package ocr

// unfilter undoes a PNG filter on a line, below one that is as long, of pixels of a number of bytes. It says whether there
// is such a filter.
//
// Source: Portable Network Graphics (PNG) Specification, second edition, section 9.
func unfilter(filter byte, line, above []byte, pixel int) bool {
	above = above[:len(line)]
	switch filter {
	case 0: // none
	case 1: // sub
		for i := pixel; i < len(line); i++ {
			line[i] += line[i-pixel]
		}
	case 2: // up
		for i, b := range above {
			line[i] += b
		}
	case 3: // average
		for i := range pixel {
			line[i] += above[i] / 2
		}
		for i := pixel; i < len(line); i++ {
			line[i] += byte((int(line[i-pixel]) + int(above[i])) / 2)
		}
	case 4:
		if pixel == 3 {
			unpaeth3(line, above)
		} else {
			unpaeth(line, above, pixel)
		}
	default:
		return false
	}
	return true
}

// unpaeth undoes the filter named Paeth.
func unpaeth(line, above []byte, pixel int) {
	for channel := range pixel {
		a, c := int32(0), int32(0)
		for i := channel; i < len(line); i += pixel {
			b := int32(above[i])
			a = (int32(line[i]) + paeth(a, b, c)) & 255
			line[i] = byte(a)
			c = b
		}
	}
}

// unpaeth3 is unpaeth for pixels of three bytes, all in one go: each byte waits for the one three before it.
func unpaeth3(line, above []byte) {
	above = above[:len(line)]
	for i := range min(3, len(line)) {
		line[i] += above[i] // what is to the left is zero
	}
	if len(line) < 6 {
		return
	}
	a0, a1, a2 := int32(line[0]), int32(line[1]), int32(line[2])
	for i := 3; i < len(line)-2; i += 3 {
		a0 = (int32(line[i]) + paeth(a0, int32(above[i]), int32(above[i-3]))) & 255
		line[i] = byte(a0)
		a1 = (int32(line[i+1]) + paeth(a1, int32(above[i+1]), int32(above[i-2]))) & 255
		line[i+1] = byte(a1)
		a2 = (int32(line[i+2]) + paeth(a2, int32(above[i+2]), int32(above[i-1]))) & 255
		line[i+2] = byte(a2)
	}
}

// paeth is that of the bytes to the left, above, and above to the left, which is nearest to a + b - c.
func paeth(a, b, c int32) int32 {
	pa, pb := b-c, a-c
	pc := pa + pb
	pa, pb, pc = max(pa, -pa), max(pb, -pb), max(pc, -pc)
	if pb < pa {
		pa, a = pb, b
	}
	if pc < pa {
		a = c
	}
	return a
}
