package main

import (
	"encoding/json"
	"net/http"

	jose "github.com/go-jose/go-jose/v3"
	"github.com/ory/fosite"
	"github.com/ory/fosite/handler/openid"
)

func newSession(subject string) *openid.DefaultSession {
	session := openid.NewDefaultSession()
	session.Subject = subject
	session.Username = subject
	session.Claims.Subject = subject
	session.Headers.Add("kid", "tokens-1")
	return session
}

func (s *server) token(w http.ResponseWriter, r *http.Request) {
	s.tokens.Lock()
	defer s.tokens.Unlock()
	ctx := r.Context()
	request, err := s.provider.NewAccessRequest(ctx, r, newSession(""))
	if err != nil {
		s.provider.WriteAccessError(ctx, w, request, err)
		return
	}
	// Nobody is asked for consent in these grants; the library has checked that the client may have the scopes.
	if grants := request.GetGrantTypes(); grants.ExactOne("client_credentials") || grants.ExactOne("password") {
		for _, scope := range request.GetRequestedScopes() {
			request.GrantScope(scope)
		}
	}
	response, err := s.provider.NewAccessResponse(ctx, request)
	if err != nil {
		s.provider.WriteAccessError(ctx, w, request, err)
		return
	}
	s.provider.WriteAccessResponse(ctx, w, request, response)
}

func (s *server) introspect(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	answer, err := s.provider.NewIntrospectionRequest(ctx, r, newSession(""))
	if err != nil {
		s.provider.WriteIntrospectionError(ctx, w, err)
		return
	}
	s.provider.WriteIntrospectionResponse(ctx, w, answer)
}

func (s *server) revoke(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	s.provider.WriteRevocationResponse(ctx, w, s.provider.NewRevocationRequest(ctx, r))
}

func (s *server) push(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	request, err := s.provider.NewPushedAuthorizeRequest(ctx, r)
	if err != nil {
		s.provider.WritePushedAuthorizeError(ctx, w, request, err)
		return
	}
	response, err := s.provider.NewPushedAuthorizeResponse(ctx, request, newSession(""))
	if err != nil {
		s.provider.WritePushedAuthorizeError(ctx, w, request, err)
		return
	}
	s.provider.WritePushedAuthorizeResponse(ctx, w, request, response)
}

func (s *server) keys(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{s.key}})
}

// metadata are ours: they list what the library does as it is composed here.
func (s *server) metadata(w http.ResponseWriter, _ *http.Request) {
	methods := []string{"client_secret_basic", "client_secret_post", "private_key_jwt", "none"}
	signing := []string{"RS256"}
	writeJSON(w, map[string]any{
		"issuer":                                                s.issuer,
		"authorization_endpoint":                                s.issuer + "/oauth2/auth",
		"pushed_authorization_request_endpoint":                 s.issuer + "/oauth2/par",
		"token_endpoint":                                        s.issuer + "/oauth2/token",
		"introspection_endpoint":                                s.issuer + "/oauth2/introspect",
		"revocation_endpoint":                                   s.issuer + "/oauth2/revoke",
		"jwks_uri":                                              s.issuer + "/jwks",
		"scopes_supported":                                      []string{"openid", "api:read", "api:write"},
		"response_types_supported":                              []string{"code", "token", "id_token", "id_token token", "code id_token", "code token", "code id_token token"},
		"response_modes_supported":                              []fosite.ResponseModeType{fosite.ResponseModeQuery, fosite.ResponseModeFragment, fosite.ResponseModeFormPost},
		"grant_types_supported":                                 []string{"authorization_code", "implicit", "refresh_token", "client_credentials", "password", "urn:ietf:params:oauth:grant-type:jwt-bearer"},
		"code_challenge_methods_supported":                      []string{"S256"},
		"token_endpoint_auth_methods_supported":                 methods,
		"token_endpoint_auth_signing_alg_values_supported":      signing,
		"revocation_endpoint_auth_methods_supported":            methods,
		"revocation_endpoint_auth_signing_alg_values_supported": signing,
		"introspection_endpoint_auth_methods_supported":         []string{"client_secret_basic"},
	})
}

func writeJSON(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}
