package main

import (
	"context"
	"errors"

	jose "github.com/go-jose/go-jose/v4"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// store is the example's storage in memory; only what asks for a client is answered from the file.
type store struct {
	*storage.Storage
	clients map[string]client
}

func newStore(given configuration) (*store, error) {
	known := map[string]*storage.Client{}
	clients := map[string]client{}
	for _, registered := range given.Clients {
		made, err := newClient(registered)
		if err != nil {
			return nil, err
		}
		known[registered.ID] = made.Client
		clients[registered.ID] = made
	}
	return &store{storage.NewStorageWithClients(users(given.Users), known), clients}, nil
}

func (s *store) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	found, ok := s.clients[id]
	if !ok {
		return nil, errors.New("client not found")
	}
	return found, nil
}

func (s *store) GetKeyByIDAndClientID(_ context.Context, _, id string) (*jose.JSONWebKey, error) {
	found, ok := s.clients[id]
	if !ok || found.key == nil {
		return nil, errors.New("key not found")
	}
	return found.key, nil
}

func (s *store) ClientCredentials(ctx context.Context, id, secret string) (op.Client, error) {
	if err := s.AuthorizeClientIDSecret(ctx, id, secret); err != nil {
		return nil, err
	}
	return s.GetClientByClientID(ctx, id)
}

func (s *store) ClientCredentialsTokenRequest(_ context.Context, id string, scopes []string) (op.TokenRequest, error) {
	return &oidc.JWTTokenRequest{Subject: id, Audience: []string{id}, Scopes: scopes}, nil
}

// SetIntrospectionFromToken lets resource servers see the tokens of all clients; the example answers
// those of a token's audience only, and puts nobody but the token's own client into it.
func (s *store) SetIntrospectionFromToken(ctx context.Context, answer *oidc.IntrospectionResponse, token, subject, asking string) error {
	err := s.Storage.SetIntrospectionFromToken(ctx, answer, token, subject, asking)
	if err == nil || !s.clients[asking].ResourceServer {
		return err
	}
	for id := range s.clients {
		if s.Storage.SetIntrospectionFromToken(ctx, answer, token, subject, id) == nil {
			return nil
		}
	}
	return err
}

// users are the accounts by id. Those that the device page logs in, and services, are known to the
// example by their name: id and name are the same here.
type users map[string]storage.User

func (u users) GetUserByID(id string) *storage.User {
	found, ok := u[id]
	if !ok {
		return nil
	}
	return &found
}

func (u users) GetUserByUsername(name string) *storage.User { return u.GetUserByID(name) }

func (u users) ExampleClientID() string { return storage.ServiceUserID }
