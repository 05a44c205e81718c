package main

import (
	"crypto/subtle"
	"html/template"
	"net/http"
	"net/url"
	"strings"

	"github.com/ory/fosite"
)

var page = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en">
<title>Sign in</title>
<h1>{{.Client}} would like to use your account</h1>
{{if .Scopes}}<p>It asks for: {{.Scopes}}</p>{{end}}
{{if .Wrong}}<p>That name or password is wrong.</p>{{end}}
<form method="post" action="/oauth2/auth">
{{range $name, $values := .Parameters}}{{range $values}}<input type="hidden" name="{{$name}}" value="{{.}}">
{{end}}{{end}}<label>Name <input name="sign_in_name" autocomplete="username"></label>
<label>Password <input name="sign_in_password" type="password" autocomplete="current-password"></label>
<button name="sign_in" value="allow">Allow</button>
<button name="sign_in" value="deny">Deny</button>
</form>
`))

// answers are the fields of the page; they are taken out before the library sees the request.
var answers = []string{"sign_in", "sign_in_name", "sign_in_password"}

// authorize shows the page until the user has answered it; what the request needs travels in the page.
func (s *server) authorize(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	given := takeAnswers(r)
	request, err := s.provider.NewAuthorizeRequest(ctx, r)
	if err != nil {
		s.provider.WriteAuthorizeError(ctx, w, request, err)
		return
	}
	if given.Get("sign_in") == "deny" {
		s.provider.WriteAuthorizeError(ctx, w, request, fosite.ErrAccessDenied)
		return
	}
	user := given.Get("sign_in_name")
	if !s.knows(user, given.Get("sign_in_password")) {
		s.ask(w, r, request, given.Has("sign_in"))
		return
	}
	for _, scope := range request.GetRequestedScopes() {
		request.GrantScope(scope)
	}
	response, err := s.provider.NewAuthorizeResponse(ctx, request, newSession(user))
	if err != nil {
		s.provider.WriteAuthorizeError(ctx, w, request, err)
		return
	}
	s.provider.WriteAuthorizeResponse(ctx, w, request, response)
}

func takeAnswers(r *http.Request) url.Values {
	taken := url.Values{}
	if r.ParseForm() != nil {
		return taken
	}
	for _, name := range answers {
		if values, ok := r.PostForm[name]; ok {
			taken[name] = values
		}
		delete(r.PostForm, name)
		delete(r.Form, name)
	}
	return taken
}

func (s *server) knows(user, password string) bool {
	expected, ok := s.users[user]
	return ok && subtle.ConstantTimeCompare([]byte(expected), []byte(password)) == 1
}

func (s *server) ask(w http.ResponseWriter, r *http.Request, request fosite.AuthorizeRequester, wrong bool) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	w.Header().Set("X-Frame-Options", "DENY")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Cache-Control", "no-store")
	_ = page.Execute(w, map[string]any{
		"Client":     request.GetClient().GetID(),
		"Scopes":     strings.Join(request.GetRequestedScopes(), " "),
		"Parameters": r.Form,
		"Wrong":      wrong,
	})
}
