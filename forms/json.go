package forms

import "encoding/json"

// formJSON is a form as `formbot forms --json` prints it.
type formJSON struct {
	Index         int      `json:"index"`
	ID            string   `json:"id"`
	Name          string   `json:"name"`
	Method        string   `json:"method"`
	Action        string   `json:"action"`
	ActionError   string   `json:"action_error,omitempty"`
	Enctype       string   `json:"enctype"`
	AcceptCharset string   `json:"accept_charset"`
	Target        string   `json:"target,omitempty"`
	NoValidate    bool     `json:"novalidate,omitempty"`
	Fields        []*Field `json:"fields"`
	Captcha       Captcha  `json:"captcha"`
}

// MarshalJSON writes the form with its fields and its CAPTCHA. The values of
// password fields are left out.
func (f *Form) MarshalJSON() ([]byte, error) {
	out := formJSON{
		Index: f.Index, ID: f.ID, Name: f.Name, Method: f.Method, Action: f.rawAction,
		Enctype: f.Enctype, AcceptCharset: f.AcceptCharset, Target: f.Target,
		NoValidate: f.NoValidate, Fields: f.Fields, Captcha: f.Captcha(),
	}
	if f.Action != nil {
		out.Action = f.Action.String()
	}
	if f.ActionErr != nil {
		out.ActionError = f.ActionErr.Error()
	}
	if out.Fields == nil {
		out.Fields = []*Field{}
	}
	return json.Marshal(out)
}

// fieldJSON is a field as `formbot forms --json` prints it.
type fieldJSON struct {
	Name         string   `json:"name"`
	Type         string   `json:"type"`
	Value        string   `json:"value"`
	Required     bool     `json:"required"`
	Options      []Option `json:"options"`
	ID           string   `json:"id,omitempty"`
	Label        string   `json:"label,omitempty"`
	Text         string   `json:"text,omitempty"`
	Placeholder  string   `json:"placeholder,omitempty"`
	Autocomplete string   `json:"autocomplete,omitempty"`
	Checked      bool     `json:"checked,omitempty"`
	Multiple     bool     `json:"multiple,omitempty"`
	Disabled     bool     `json:"disabled,omitempty"`
	ReadOnly     bool     `json:"readonly,omitempty"`
	OneTime      bool     `json:"one_time,omitempty"`

	// Of a submit button, as written; null where the form's own counts.
	FormAction     *string `json:"formaction,omitempty"`
	FormMethod     *string `json:"formmethod,omitempty"`
	FormEnctype    *string `json:"formenctype,omitempty"`
	FormTarget     *string `json:"formtarget,omitempty"`
	FormNoValidate bool    `json:"formnovalidate,omitempty"`
}

// MarshalJSON writes the field; the value of a password is left empty.
func (fl *Field) MarshalJSON() ([]byte, error) {
	out := fieldJSON{
		Name: fl.Name, Type: fl.Type, Value: fl.Value, Required: fl.Required, Options: fl.Options,
		ID: fl.ID, Label: fl.Label, Text: fl.Text, Placeholder: fl.Placeholder, Autocomplete: fl.Autocomplete,
		Checked: fl.Checked, Multiple: fl.Multiple, Disabled: fl.Disabled, ReadOnly: fl.ReadOnly, OneTime: fl.OneTime,
	}
	for name, to := range map[string]**string{
		"formaction": &out.FormAction, "formmethod": &out.FormMethod, "formenctype": &out.FormEnctype, "formtarget": &out.FormTarget,
	} {
		if v, ok := fl.FormAttr(name); ok {
			*to = &v
		}
	}
	_, out.FormNoValidate = fl.FormAttr("formnovalidate")
	if fl.Secret() {
		out.Value = ""
	}
	if out.Options == nil {
		out.Options = []Option{}
	}
	return json.Marshal(out)
}
