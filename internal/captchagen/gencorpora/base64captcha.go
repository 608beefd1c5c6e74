package main

import (
	"bytes"
	"fmt"
	"math/rand"

	"github.com/mojocn/base64Captcha"
)

// microhei is the one font of base64Captcha that is plain, and free to use
// (WenQuanYi Micro Hei, Apache-2.0 or GPL-3.0 with font exception).
const microhei = "wqy-microhei.ttc"

// seeded makes what base64Captcha draws next depend on the seed alone. It draws
// from the shared source of math/rand, which only rand.Seed can set, and since
// Go 1.24 only under GODEBUG=randseednop=0, which main.go asks for.
func seeded(seed int64) { rand.Seed(seed) } //nolint:staticcheck // SA1019: see above

func encoded(item base64Captcha.Item, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	_, err = item.WriteTo(&buf)
	return buf.Bytes(), err
}

func b64String() corpus {
	const charset = "0123456789abcdefghijklmnopqrstuvwxyz"
	driver := base64Captcha.NewDriverString(60, 240, 0, 0, 6, charset, nil, nil, []string{microhei})
	return corpus{
		name: "b64_string",
		meta: `charset: "0123456789abcdefghijklmnopqrstuvwxyz"
length: {min: 6, max: 6}
case: fold
answer: text
source: "mojocn/base64Captcha v1.3.8 NewDriverString(60, 240, 0, 0, 6, 0-9a-z, nil, nil, [wqy-microhei.ttc]), seeds 2000000 to 2000049"
licence: "Apache-2.0"
`,
		draw: func(i int) (string, []byte, error) {
			seeded(2_000_000 + int64(i))
			_, content, answer := driver.GenerateIdQuestionAnswer()
			image, err := encoded(driver.DrawCaptcha(content))
			return answer, image, err
		},
	}
}

func b64Digit() corpus {
	driver := base64Captcha.DefaultDriverDigit
	return corpus{
		name: "b64_digit",
		meta: `charset: "0123456789"
length: {min: 5, max: 5}
case: keep
answer: text
source: "mojocn/base64Captcha v1.3.8 DefaultDriverDigit, seeds 3000000 to 3000049"
licence: "Apache-2.0"
`,
		draw: func(i int) (string, []byte, error) {
			seeded(3_000_000 + int64(i))
			// The driver would take the digits from crypto/rand.
			digits := fmt.Sprintf("%05d", rand.Intn(100_000))
			image, err := encoded(driver.DrawCaptcha(digits))
			return digits, image, err
		},
	}
}

func b64Math() corpus {
	driver := base64Captcha.NewDriverMath(60, 240, 0, 0, nil, nil, []string{microhei})
	return corpus{
		name: "b64_math",
		meta: `charset: "0123456789+-x=?"
length: {min: 5, max: 7}
case: fold
answer: arithmetic
source: "mojocn/base64Captcha v1.3.8 NewDriverMath(60, 240, 0, 0, nil, nil, [wqy-microhei.ttc]), seeds 4000000 to 4000049"
licence: "Apache-2.0"
`,
		draw: func(i int) (string, []byte, error) {
			seeded(4_000_000 + int64(i))
			_, question, answer := driver.GenerateIdQuestionAnswer()
			image, err := encoded(driver.DrawCaptcha(question))
			return answer, image, err
		},
	}
}
