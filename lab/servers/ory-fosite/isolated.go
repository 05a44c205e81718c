package main

import (
	"context"
	"maps"
	"slices"

	"github.com/ory/fosite"
	"github.com/ory/fosite/storage"
)

// isolated gives each request its own copy of what is stored, as a database does. The example storage gives all of
// them the same, and two exchanges of one code at once end the process ("concurrent map writes").
type isolated struct{ *storage.MemoryStore }

func own(stored fosite.Requester, err error) (fosite.Requester, error) {
	if stored == nil {
		return nil, err
	}
	request := &fosite.Request{
		ID:                stored.GetID(),
		RequestedAt:       stored.GetRequestedAt(),
		Client:            stored.GetClient(),
		RequestedScope:    slices.Clone(stored.GetRequestedScopes()),
		GrantedScope:      slices.Clone(stored.GetGrantedScopes()),
		RequestedAudience: slices.Clone(stored.GetRequestedAudience()),
		GrantedAudience:   slices.Clone(stored.GetGrantedAudience()),
		Form:              maps.Clone(stored.GetRequestForm()),
	}
	if session := stored.GetSession(); session != nil {
		request.Session = session.Clone()
	}
	return request, err
}

func (s isolated) GetAuthorizeCodeSession(ctx context.Context, code string, session fosite.Session) (fosite.Requester, error) {
	return own(s.MemoryStore.GetAuthorizeCodeSession(ctx, code, session))
}

func (s isolated) GetPKCERequestSession(ctx context.Context, code string, session fosite.Session) (fosite.Requester, error) {
	return own(s.MemoryStore.GetPKCERequestSession(ctx, code, session))
}

func (s isolated) GetOpenIDConnectSession(ctx context.Context, code string, request fosite.Requester) (fosite.Requester, error) {
	return own(s.MemoryStore.GetOpenIDConnectSession(ctx, code, request))
}

func (s isolated) GetAccessTokenSession(ctx context.Context, signature string, session fosite.Session) (fosite.Requester, error) {
	return own(s.MemoryStore.GetAccessTokenSession(ctx, signature, session))
}

func (s isolated) GetRefreshTokenSession(ctx context.Context, signature string, session fosite.Session) (fosite.Requester, error) {
	return own(s.MemoryStore.GetRefreshTokenSession(ctx, signature, session))
}
