package main

import (
	"context"
	"encoding/json"
	"time"

	jose "github.com/go-jose/go-jose/v3"
	"github.com/ory/fosite"
	"github.com/ory/fosite/storage"
)

type configuration struct {
	Clients []registration    `json:"clients"`
	Users   map[string]string `json:"users"`
}

// registration is a client as the JSON file states it.
type registration struct {
	ID            string          `json:"id"`
	Secret        string          `json:"secret"`
	Method        string          `json:"method"`
	Grants        []string        `json:"grants"`
	ResponseTypes []string        `json:"response_types"`
	RedirectURIs  []string        `json:"redirect_uris"`
	Scopes        []string        `json:"scopes"`
	Lifetime      int             `json:"lifetime"`
	Key           json.RawMessage `json:"key"`
}

func newStore(given configuration, config *fosite.Config) (isolated, error) {
	store := storage.NewMemoryStore()
	for _, registered := range given.Clients {
		client, err := newClient(registered, config)
		if err != nil {
			return isolated{}, err
		}
		store.Clients[registered.ID] = client
	}
	for name, password := range given.Users {
		store.Users[name] = storage.MemoryUserRelation{Username: name, Password: password}
	}
	return isolated{store}, nil
}

func newClient(given registration, config *fosite.Config) (fosite.Client, error) {
	client := &fosite.DefaultClient{
		ID:            given.ID,
		Public:        given.Method == "none",
		GrantTypes:    given.Grants,
		ResponseTypes: given.ResponseTypes,
		RedirectURIs:  given.RedirectURIs,
		Scopes:        given.Scopes,
	}
	if given.Secret != "" {
		hash, err := config.GetSecretsHasher(context.Background()).Hash(context.Background(), []byte(given.Secret))
		if err != nil {
			return nil, err
		}
		client.Secret = hash
	}
	if given.Lifetime != 0 {
		return &fosite.DefaultClientWithCustomTokenLifespans{DefaultClient: client, TokenLifespans: lifespans(given.Lifetime)}, nil
	}
	full := &fosite.DefaultOpenIDConnectClient{
		DefaultClient:                     client,
		TokenEndpointAuthMethod:           given.Method,
		TokenEndpointAuthSigningAlgorithm: "RS256",
	}
	if len(given.Key) == 0 {
		return full, nil
	}
	var key jose.JSONWebKey
	if err := key.UnmarshalJSON(given.Key); err != nil {
		return nil, err
	}
	full.JSONWebKeys = &jose.JSONWebKeySet{Keys: []jose.JSONWebKey{key}}
	return full, nil
}

// lifespans gives every access token of a client so many seconds, and its refresh tokens twice as many.
func lifespans(seconds int) *fosite.ClientLifespanConfig {
	access := time.Duration(seconds) * time.Second
	refresh := 2 * access
	return &fosite.ClientLifespanConfig{
		AuthorizationCodeGrantAccessTokenLifespan:  &access,
		AuthorizationCodeGrantRefreshTokenLifespan: &refresh,
		RefreshTokenGrantAccessTokenLifespan:       &access,
		RefreshTokenGrantRefreshTokenLifespan:      &refresh,
	}
}
