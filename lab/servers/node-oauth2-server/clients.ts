const code = ["authorization_code", "refresh_token"];

export interface LabClient {
  /** true: a random one. */
  secret?: string | true;
  grants: string[];
  redirectUris?: string[];
  /** Seconds, as the library names them. */
  accessTokenLifetime?: number;
  refreshTokenLifetime?: number;
}

/** Clients by name; their identifiers are `lab-NAME`. */
export const CLIENTS: Record<string, LabClient> = {
  confidential: {
    secret: true,
    grants: code,
    redirectUris: ["https://app.example.com/cb", "https://app.example.com/cb?tenant=1&mode=a"],
  },
  other: { secret: true, grants: code, redirectUris: ["https://other.example.com/cb"] },
  public: { grants: code, redirectUris: ["https://spa.example.com/cb"] },
  native: { grants: code, redirectUris: ["http://127.0.0.1/cb", "com.example.app:/cb", "http://[::1]/cb"] },
  // Inside Basic it must be encoded (RFC 6749 2.3.1).
  reserved: { secret: "s%3A:e+c r/e=t&2026", grants: code, redirectUris: ["https://reserved.example.com/cb"] },
  post: { secret: true, grants: [...code, "client_credentials"], redirectUris: ["https://post.example.com/cb"] },
  short_lived: {
    secret: true,
    grants: code,
    redirectUris: ["https://short.example.com/cb"],
    accessTokenLifetime: 3,
    refreshTokenLifetime: 6,
  },
  service: { secret: true, grants: ["client_credentials"] },
  restricted: { secret: true, grants: ["client_credentials"], redirectUris: ["https://restricted.example.com/cb"] },
  password: { secret: true, grants: ["password", "refresh_token"] },
  password_public: { grants: ["password", "refresh_token"] },
};
