package difftest

func table() []testCase {
	return []testCase{
		{name: "hello", html: `<form method=post><input name=a value=1><textarea name=t>a
b</textarea><select name=s><option>x</select><button name=b value=2>go</button></form>`},
		{name: "get", html: `<form><input name=a value=1></form>`},
		{name: "multi", html: `<form method=post enctype=multipart/form-data><input name=a value=1><input type=file name=f></form>`, files: map[string][]upload{"f": {{"a\"b\n.txt", "text/x", "data"}}}},
		{name: "enter", html: `<form method=post><input name=a id=a value=1><button name=b value=2></form>`, enter: "a"},
		{name: "image", html: `<form method=post><input type=image name=i id=i width=50 height=50></form>`, press: "i", click: &[2]int{7, 9}},
		{name: "js", html: `<form method=post action=javascript:void(0)><input name=i id=i></form>`, nothing: "script"},
	}
}
