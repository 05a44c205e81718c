package main

import (
	"encoding/json"
	"slices"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// registration is a client as the JSON file states it.
type registration struct {
	ID             string           `json:"id"`
	Secret         string           `json:"secret"`
	Method         oidc.AuthMethod  `json:"method"`
	Grants         []oidc.GrantType `json:"grants"`
	RedirectURIs   []string         `json:"redirect_uris"`
	Native         bool             `json:"native"`
	JWTTokens      bool             `json:"jwt_tokens"`
	ResourceServer bool             `json:"resource_server"`
	Key            json.RawMessage  `json:"key"`
}

// client is the example's own web client, with the kind, method, grants and responses that the file
// states: the example keeps those fields to itself.
type client struct {
	*storage.Client
	registration
	key *jose.JSONWebKey
}

func newClient(given registration) (client, error) {
	made := client{Client: storage.WebClient(given.ID, given.Secret, given.RedirectURIs...), registration: given}
	if len(given.Key) == 0 {
		return made, nil
	}
	made.key = new(jose.JSONWebKey)
	return made, made.key.UnmarshalJSON(given.Key)
}

func (c client) AuthMethod() oidc.AuthMethod { return c.Method }

func (c client) GrantTypes() []oidc.GrantType { return c.Grants }

func (c client) RedirectURIs() []string { return c.registration.RedirectURIs }

// DevMode would accept redirect URIs that the library refuses in production.
func (c client) DevMode() bool { return false }

func (c client) ApplicationType() op.ApplicationType {
	if c.Native {
		return op.ApplicationTypeNative
	}
	if c.Method == oidc.AuthMethodNone {
		return op.ApplicationTypeUserAgent
	}
	return op.ApplicationTypeWeb
}

func (c client) AccessTokenType() op.AccessTokenType {
	if c.JWTTokens {
		return op.AccessTokenTypeJWT
	}
	return op.AccessTokenTypeBearer
}

func (c client) ResponseTypes() []oidc.ResponseType {
	types := []oidc.ResponseType{}
	if slices.Contains(c.Grants, oidc.GrantTypeCode) {
		types = append(types, oidc.ResponseTypeCode)
	}
	if slices.Contains(c.Grants, oidc.GrantTypeImplicit) {
		types = append(types, oidc.ResponseTypeIDTokenOnly, oidc.ResponseTypeIDToken)
	}
	return types
}
