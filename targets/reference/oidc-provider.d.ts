// The package ships no types; these are the few parts that the reference server uses.
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export type Context = {
    req: IncomingMessage;
    res: ServerResponse;
    type: string;
    body: unknown;
    status: number;
    secure: boolean;
    method: string;
    path: string;
    querystring: string;
    query: Record<string, string | string[] | undefined>;
    response: { get(name: string): string | string[] };
    set(name: string, value: string | string[]): void;
    set(headers: Record<string, string>): void;
    redirect(url: string): void;
    /** Absent where no route of the package fits. */
    oidc: {
      route: string;
      provider: Provider;
      params: Record<string, unknown>;
      client?: ClientModel;
      grant?: GrantModel;
      session?: SessionModel;
      requestParamOIDCScopes: Set<string>;
      body?: Record<string, string | undefined>;
      /** What the request has made so far. */
      entities: { AuthorizationCode?: CodeModel };
    };
  };
  export type SessionModel = {
    uid: string;
    accountId: string;
    grantIdFor(clientId: string): string;
  };
  export type ClientModel = { clientId: string; clientAuthMethod: string; grantTypeAllowed(grant: string): boolean };
  export type OAuthError = new (description: string) => Error;
  export type CodeModel = { jti: string };
  /** What a client may do; a method that is replaced acts for every client of the provider. */
  export type ClientRules = {
    redirectUris: string[];
    responseTypes: string[];
    redirectUriAllowed(uri: unknown): boolean;
    responseTypeAllowed(type: string): boolean;
  };
  export type GrantModel = {
    addOIDCScope(scope: string): void;
    addOIDCClaims(claims: string[]): void;
    getOIDCScopeFiltered(scopes: Set<string>): string;
    save(): Promise<string>;
  };
  export type TokenModel = { clientId: string; accountId?: string; scope?: string; isValid: boolean };
  /** A token that is not given out yet. */
  export type NewToken = { expiration: number; tokenType: string; save(): Promise<string> };
  type NewTokenModel = new (members: Record<string, unknown>) => NewToken;
  export type Interaction = {
    uid: string;
    prompt: { name: string; details: { missingOIDCScope?: string[]; missingOIDCClaims?: string[] } };
    params: Record<string, unknown>;
    grantId?: string;
    session?: { accountId: string };
  };
  export class Provider {
    readonly issuer: string;
    /** The context of the request under way. */
    static readonly ctx: Context | undefined;
    constructor(issuer: string, configuration: Record<string, unknown>);
    callback(): (req: IncomingMessage, res: ServerResponse) => Promise<void>;
    use(middleware: (context: Context, next: () => Promise<void>) => Promise<void>): this;
    interactionDetails(req: IncomingMessage, res: ServerResponse): Promise<Interaction>;
    interactionFinished(
      req: IncomingMessage,
      res: ServerResponse,
      result: Record<string, unknown>,
      options?: { mergeWithLastSubmission?: boolean },
    ): Promise<void>;
    Grant: {
      new (members: { accountId: string; clientId: string }): GrantModel;
      find(id: string): Promise<GrantModel | undefined>;
    };
    registerGrantType(name: string, handler: (context: Context) => Promise<void>, parameters: string[]): void;
    registerResponseMode(
      name: string,
      handler: (context: Context, redirectUri: string, response: Record<string, unknown>) => Promise<void>,
    ): void;
    AuthorizationCode: { find(value: string, options?: unknown): Promise<CodeModel | undefined> };
    Client: { prototype: ClientRules };
    RefreshToken: NewTokenModel;
    AccessToken: NewTokenModel & { find(value: string): Promise<TokenModel | undefined> };
    ClientCredentials: { find(value: string): Promise<TokenModel | undefined> };
  }
  export const errors: Record<"InvalidRequest" | "InvalidScope" | "UnauthorizedClient", OAuthError>;
  export default Provider;
}
