package difftest

// foundCases are what the forms made at random brought to light, reduced.
func foundCases() []testCase {
	return []testCase{
		{name: "Big5 without Hong Kong's extensions", html: `<form method=post accept-charset=big5><input name=é value=中></form>`},
		{name: "EUC-JP without JIS X 0212", html: `<form method=post accept-charset=euc-jp><input name=a value=é></form>`},
		{name: "yen sign in Shift_JIS", html: `<form method=post accept-charset=shift_jis><input name=a value=¥‾></form>`},
		{name: "size with a plus", html: `<form method=post><select name=b required size="+2"><option>1</select></form>`},
		{name: "option of one element", html: `<form method=post><select name=s><option><b>x</b></select></form>`},
		{name: "template in an option", html: `<form method=post><select name=s><option>abc<template><option>no</template></select></form>`},
		{name: "second form in a table, a caption between", html: `<form method=post><textarea name=t>x</textarea></form><table><form method=post><caption><noscript><p></noscript></form><tbody><tr><td><select name=a><option>1</select></tbody></table>`, form: 1},
		{name: "select never closed, links in it", html: `<div><form></div><select name=s><option>1<a><fieldset><input name=a><textarea name=t>x</textarea></fieldset></a></select>`},
		{name: "fostered element is not moved", html: `<!DOCTYPE html><table><form name="" method=post><nobr><select name=n multiple><b></select><input name=x><button name=y value=1>x</button>`},
		{name: "end tag out of scope in SVG", html: `<form method=post><input name=a><svg><desc></form><fieldset><legend><template><select></template><input type=time name=b></legend></fieldset><form name=f>`},
		{name: "title in SVG has markup", html: `<div><form method=post></div><svg><title><input name=a></title><input name=x></svg>`},
		{name: "noscript in MathML is markup", html: `<math><noscript><table><form><input>`},
		{name: "SVG ended by its select", html: `<div><form></div><select><svg></select><textarea name=t>` + "\n\n" + `<input></textarea>`},
		{name: "select behind a template in SVG", html: `<form method=post><svg><foreignObject><template></template><select>`},
		{name: "input behind a template in MathML", html: `<form method=post><math><mi><template></template><input name=a>`},
		{name: "MathML that its end tag does not end", html: `<math><mi><fieldset></math><template></template><form method=post><input name=a>`},
		{name: "template that seems to close itself in MathML", html: `<form method=post><math><mi><template /><input name=no></template><select name=s><option>1</select>`},
		{name: "bounds the wrong way round", html: post(`<input type=number name=a value=-0 min=0.1 max=-5>`)},
		{name: "adoption agency moves the control itself", html: `<div><form method=post action=/go></div><input name=a><i><button name=b value=1></i>`},
		{name: "range without a range", html: post(`<input type=range name=a value=-2.5 max=-5>`)},
		{name: "SVG's own template", html: `<form method=post><svg><template><p><input name=a></template></svg><input name=b><template><input name=c></template>`},
		{name: "option in a group in a group", html: post(`<select name=s><optgroup><span><optgroup><option>1</optgroup></span></optgroup><option>2</select>`)},
		{name: "formatting reopened within formatting", html: `<table><form><b><nobr></table><input>`},
		{name: "range, the value is the base", html: post(`<input type=range name=a value=50.5 step=3>`)},
		{name: "range, decimals", html: post(`<input type=range name=a value=0.35 min=0 max=1 step=0.1>`)},
		{name: "named color", html: post(`<input type=color name=a value=rgb(1,2,3)>`)},
	}
}
