import type { Exchange } from "../exchange.js";
import { unsignedToken } from "../signed-token.js";
import type { JwtEdit, Pair } from "../types.js";

/** The server's own token goes on to it in place of a JWT that stands for it; see `JwtEdit` for which JWTs do. */
export function openTokens({ memory, onward }: Exchange, edit: JwtEdit): void {
  const open = (jwt: string): string | undefined => {
    if (edit === "open-unchecked") return memory.issued.kept(`.${jwt.split(".")[2] ?? ""}`);
    return memory.issued.kept(jwt) ?? (edit === "open-unsigned" ? unsignedToken(jwt) : undefined);
  };
  const opened = (pairs: Pair[]): Pair[] =>
    pairs.map(([name, value]): Pair => [name, /^(access_)?token$/.test(name) ? (open(value) ?? value) : value]);
  onward.form = opened(onward.form);
  onward.query = opened(onward.query);
  const bearer = /^bearer +(.+)$/i.exec(onward.headers.authorization ?? "")?.[1];
  const token = bearer === undefined ? undefined : open(bearer);
  if (token !== undefined) onward.headers.authorization = `Bearer ${token}`;
  onward.changed = true;
}
