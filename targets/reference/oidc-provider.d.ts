// The package ships no types; these are the few parts that the reference server uses.
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  export type Context = {
    req: IncomingMessage;
    res: ServerResponse;
    type: string;
    body: unknown;
    response: { get(name: string): string | string[] };
    set(name: string, value: string | string[]): void;
    oidc: { params: Record<string, unknown>; client?: ClientModel };
  };
  export type ClientModel = { clientId: string; grantTypeAllowed(grant: string): boolean };
  export type GrantModel = {
    addOIDCScope(scope: string): void;
    addOIDCClaims(claims: string[]): void;
    save(): Promise<string>;
  };
  export type TokenModel = { clientId: string; accountId?: string; scope?: string; isValid: boolean };
  export type Interaction = {
    uid: string;
    prompt: { name: string; details: { missingOIDCScope?: string[]; missingOIDCClaims?: string[] } };
    params: Record<string, unknown>;
    grantId?: string;
    session?: { accountId: string };
  };
  export class Provider {
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
    AccessToken: { find(value: string): Promise<TokenModel | undefined> };
    ClientCredentials: { find(value: string): Promise<TokenModel | undefined> };
  }
  export default Provider;
}
