const code = { grant_types: ["authorization_code", "refresh_token"], response_types: ["code"] };

/** What is registered through the product's own admin call; `jwks` are the public keys of the client with keys. */
export const clients = (jwks) => ({
  confidential: {
    ...code,
    redirect_uris: ["https://app.example.com/cb", "https://app.example.com/cb?tenant=1&mode=a"],
    token_endpoint_auth_method: "client_secret_basic",
  },
  other: {
    ...code,
    redirect_uris: ["https://other.example.com/cb"],
    token_endpoint_auth_method: "client_secret_basic",
  },
  public: { ...code, redirect_uris: ["https://spa.example.com/cb"], token_endpoint_auth_method: "none" },
  native: {
    ...code,
    application_type: "native",
    redirect_uris: ["http://127.0.0.1/cb", "com.example.app:/cb", "http://[::1]/cb"],
    token_endpoint_auth_method: "none",
  },
  post: { ...code, redirect_uris: ["https://post.example.com/cb"], token_endpoint_auth_method: "client_secret_post" },
  keys: {
    ...code,
    redirect_uris: ["https://keys.example.com/cb"],
    token_endpoint_auth_method: "private_key_jwt",
    jwks,
  },
  reserved: {
    ...code,
    redirect_uris: ["https://reserved.example.com/cb"],
    token_endpoint_auth_method: "client_secret_basic",
  },
  short_lived: {
    ...code,
    redirect_uris: ["https://short.example.com/cb"],
    token_endpoint_auth_method: "client_secret_basic",
  },
  service: {
    grant_types: ["client_credentials"],
    client_credentials_scopes: ["api:read", "api:write"],
    token_endpoint_auth_method: "client_secret_basic",
  },
  service_post: {
    grant_types: ["client_credentials"],
    client_credentials_scopes: ["api:read", "api:write"],
    token_endpoint_auth_method: "client_secret_post",
  },
  resource_server: {
    grant_types: ["client_credentials"],
    client_credentials_scopes: ["api:read"],
    token_endpoint_auth_method: "client_secret_basic",
  },
  restricted: {
    grant_types: ["client_credentials"],
    redirect_uris: ["https://restricted.example.com/cb"],
    client_credentials_scopes: ["api:read"],
    token_endpoint_auth_method: "client_secret_basic",
  },
  device: {
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
    token_endpoint_auth_method: "none",
  },
  device_confidential: {
    grant_types: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
    token_endpoint_auth_method: "client_secret_basic",
  },
});
