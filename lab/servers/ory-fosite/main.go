// Command ory-fosite is a small authorization server of the OAuth library github.com/ory/fosite: its handlers and its
// storage in memory. Ours are the routes, the page and the metadata, which the library leaves to whoever uses it.
// Arguments: a JSON file with clients and users, and a loopback port.
package main

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"log"
	"net/http"
	"os"
	"sync"
	"time"

	jose "github.com/go-jose/go-jose/v3"
	"github.com/ory/fosite"
	"github.com/ory/fosite/compose"
)

// server answers at the endpoints; every decision is the provider's.
type server struct {
	issuer   string
	provider fosite.OAuth2Provider
	users    map[string]string
	key      jose.JSONWebKey
	// One token request after the other: the library leaves it to its storage to have transactions
	// (storage.Transactional), and the example storage has none.
	tokens sync.Mutex
}

func main() {
	log.SetFlags(0)
	if err := serve(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func serve(file, port string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var given configuration
	if err := json.Unmarshal(text, &given); err != nil {
		return err
	}
	issuer := "http://127.0.0.1:" + port
	config, err := settings(issuer)
	if err != nil {
		return err
	}
	store, err := newStore(given, config)
	if err != nil {
		return err
	}
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	key := jose.JSONWebKey{Key: private, KeyID: "tokens-1", Algorithm: "RS256", Use: "sig"}
	provider := compose.ComposeAllEnabled(config, store, &key)
	at := &server{issuer: issuer, provider: provider, users: given.Users, key: key.Public()}
	return http.ListenAndServe("127.0.0.1:"+port, at.routes())
}

func settings(issuer string) (*fosite.Config, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return nil, err
	}
	return &fosite.Config{
		GlobalSecret: secret,
		TokenURL:     issuer + "/oauth2/token",
		// Most checks take no longer than this; those of expiry wait for it.
		AuthorizeCodeLifespan:       30 * time.Second,
		AccessTokenLifespan:         time.Hour,
		IDTokenIssuer:               issuer,
		EnforcePKCEForPublicClients: true,
		ScopeStrategy:               fosite.ExactScopeStrategy,
		// Refresh tokens for everybody, not only for those who ask for "offline".
		RefreshTokenScopes: []string{},
		// The least that bcrypt knows: the run is about answers, not about time.
		HashCost: 4,
	}, nil
}

func (s *server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/oauth-authorization-server", s.metadata)
	mux.HandleFunc("/jwks", s.keys)
	mux.HandleFunc("/oauth2/auth", s.authorize)
	mux.HandleFunc("/oauth2/par", s.push)
	mux.HandleFunc("/oauth2/token", s.token)
	mux.HandleFunc("/oauth2/introspect", s.introspect)
	mux.HandleFunc("/oauth2/revoke", s.revoke)
	return mux
}
