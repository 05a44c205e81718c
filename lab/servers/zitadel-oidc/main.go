// Command zitadel-oidc serves the example OpenID provider of github.com/zitadel/oidc with the
// clients and users of a JSON file (its first argument) on a loopback port (its second).
package main

import (
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"os"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

type configuration struct {
	Clients []registration          `json:"clients"`
	Users   map[string]storage.User `json:"users"`
}

func main() {
	logger := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	if err := serve(os.Args[1], os.Args[2], logger); err != nil {
		logger.Error("ended", "error", err)
		os.Exit(1)
	}
}

func serve(file, port string, logger *slog.Logger) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var given configuration
	if err := json.Unmarshal(text, &given); err != nil {
		return err
	}
	store, err := newStore(given)
	if err != nil {
		return err
	}
	// Without this the tokens of old releases are read as well, by a cipher that makes a token of any text.
	var key [32]byte
	if _, err := rand.Read(key[:]); err != nil {
		return err
	}
	own := op.WithCrypto(op.NewAES256GCMCrypto(key, "lab"))
	router := exampleop.SetupServer("http://localhost:"+port+"/", store, logger, false, own)
	return http.ListenAndServe("127.0.0.1:"+port, router)
}
