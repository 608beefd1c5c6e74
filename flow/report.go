package flow

// emit tells an event, without secrets.
func (r *run) emit(e Event) {
	if r.opts.OnEvent == nil {
		return
	}
	e.Steps = len(r.flow.Steps)
	e.What, e.URL, e.Err = r.red.text(e.What), r.red.text(e.URL), r.red.text(e.Err)
	e.Captcha = r.cleanAttempt(e.Captcha)
	r.opts.OnEvent(e)
}

// cleanResult takes the secrets out of the result. It comes last, when all of
// them are known: a password is one as soon as it meets a password field.
func (r *run) cleanResult() {
	res := r.result
	res.Error, res.Session = r.red.text(res.Error), r.red.text(res.Session)
	res.Kept = r.red.texts(res.Kept)
	for name, v := range res.Values {
		res.Values[name] = r.red.text(v)
	}
	for i := range res.Steps {
		s := &res.Steps[i]
		s.Form, s.Get, s.Save, s.Load = r.red.text(s.Form), r.red.text(s.Get), r.red.text(s.Save), r.red.text(s.Load)
		s.URL, s.Unchecked = r.red.text(s.URL), r.red.texts(s.Unchecked)
		for j := range s.Captcha {
			s.Captcha[j] = r.cleanAttempt(s.Captcha[j])
		}
	}
}

func (r *run) cleanAttempt(a CaptchaAttempt) CaptchaAttempt {
	a.Text, a.Image, a.Stages = r.red.text(a.Text), r.red.text(a.Image), r.red.texts(a.Stages)
	return a
}
