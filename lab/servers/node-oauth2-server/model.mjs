// The model that the library asks for, in memory, as its documentation specifies each function.

/** @param clients by client_id: { id, secret?, grants, redirectUris, accessTokenLifetime?, refreshTokenLifetime? } */
export function createModel({ clients, users, scopes }) {
  const codes = new Map();
  const accessTokens = new Map();
  const refreshTokens = new Map();

  return {
    /** The authorization endpoint asks with null; the token endpoint with what came, which may be nothing. */
    async getClient(clientId, clientSecret) {
      const client = clients[clientId];
      if (!client || (clientSecret !== null && (client.secret ?? "") !== (clientSecret ?? ""))) return undefined;
      return client;
    },

    async getUser(username, password) {
      return users.find((user) => user.username === username && user.password === password);
    },

    async getUserFromClient(client) {
      return { username: client.id };
    },

    async validateScope(_user, _client, scope) {
      const wanted = scope ?? [scopes[0]];
      return wanted.every((one) => scopes.includes(one)) ? wanted : false;
    },

    async verifyScope(token, scope) {
      return scope.every((one) => token.scope?.includes(one));
    },

    /** Exact, but for the port of loopback addresses (RFC 8252 7.3). */
    async validateRedirectUri(redirectUri, client) {
      const loopback = /^(http:\/\/(?:127\.0\.0\.1|\[::1\])):\d{1,5}(?=\/)/;
      return client.redirectUris.some(
        (one) => one === redirectUri || (one.startsWith("http:") && one === redirectUri.replace(loopback, "$1")),
      );
    },

    async saveAuthorizationCode(code, client, user) {
      const saved = { ...code, client, user };
      codes.set(code.authorizationCode, saved);
      return saved;
    },

    async getAuthorizationCode(code) {
      return codes.get(code);
    },

    async revokeAuthorizationCode(code) {
      return codes.delete(code.authorizationCode);
    },

    async saveToken(token, client, user) {
      const saved = { ...token, client, user };
      accessTokens.set(token.accessToken, saved);
      if (token.refreshToken) refreshTokens.set(token.refreshToken, saved);
      return saved;
    },

    async getAccessToken(token) {
      return accessTokens.get(token);
    },

    async getRefreshToken(token) {
      return refreshTokens.get(token);
    },

    async revokeToken(token) {
      return refreshTokens.delete(token.refreshToken);
    },
  };
}
