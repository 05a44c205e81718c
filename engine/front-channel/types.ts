import type { CookieJar } from "tough-cookie";
import type { Exchange, FrontChannelResult, HttpRequest, TransportError } from "../types/evidence.js";
import type { PageRule, User } from "../types/provider.js";

/** What a user agent keeps between authorization requests. Leased to one drive at a time. */
export interface Session {
  readonly id: string;
}

/** What the user does: agree, refuse, type a wrong password (once), or nothing, so that the drive stops at the first page. */
export type Act = "approve" | "deny" | "wrong" | "none";

export interface DriveOptions {
  session: Session;
  /** Every redirect URI that we named, requested or registered: a redirect to one ends the drive and is never requested. */
  redirectUris: string[];
  user?: User;
  act: Act;
  /** Called before a password is sent that is known to be wrong; what it throws ends the walk. */
  guess?: () => void;
  /** Values for the pickers that page rules name under `choose`. */
  choose?: Record<string, string>;
  signal?: AbortSignal;
}

/** Why a drive went no further, and the provider-file key that would mend it. */
export interface Stuck {
  because: string;
  key: string;
  /** Only a person can do what the page asks for. */
  human?: boolean;
}

export interface DriveResult {
  exchanges: Exchange[];
  result: FrontChannelResult;
  transport?: TransportError;
  stuck?: Stuck;
  /** The user refused: a rule's `deny` was pressed. */
  denied?: boolean;
  /** The user should have refused, but this rule acted and has no `deny`. */
  undeniable?: string;
  /** A password was sent. */
  tried?: boolean;
}

/** The page at which a drive ended, as a PNG image without what was typed into it; or why there is none. */
export type OnPicture = (picture: { png: Uint8Array } | { why: string }) => void;

export interface FrontChannel {
  /** A session without cookies, or with those of a login by hand. */
  newSession(from?: CookieJar): Session;
  /**
   * Sends an authorization request and acts on the server's pages until it redirects to one of ours, or no further.
   *
   * @throws NeedsBrowser when a page needs script and no Chromium is at hand
   */
  drive(request: HttpRequest, how: DriveOptions): Promise<DriveResult>;
  closeSession(session: Session): Promise<void>;
  close(): Promise<void>;
}

/** A redirect to one of our redirect URIs. */
export interface Delivery {
  redirect: NonNullable<FrontChannelResult["redirect"]>;
  delivered: NonNullable<FrontChannelResult["delivered"]>;
  redirect_uri: string;
  redirect_status: number;
}

/** Where the user agent stands after a request or an action. */
export type Stop =
  | { at: "redirect"; delivery: Delivery }
  | { at: "page"; page: Page }
  | { at: "failed"; error: TransportError }
  | { at: "stuck"; stuck: Stuck };

/** What a rule does to a page, with the user's values filled in. */
export interface Action {
  fill: Record<string, string>;
  /** Button text, name or value; of several the first that is there. */
  press?: string | string[];
  has?: string;
}

/** Visible fields by name, id or type, and buttons by their text. */
export interface Controls {
  fields: string[];
  buttons: string[];
}

/** A page as either driver sees it. */
export interface Page {
  driver: "http" | "browser";
  url: string;
  status: number;
  html: boolean;
  title: string;
  /** Visible text, white space collapsed. */
  text: string;
  /** There is something to fill in or to press. */
  usable: boolean;
  /** The page says nothing until its script runs. */
  scripted: boolean;
  /** What a person would fill in and press, for messages. */
  controls: Controls;
  /** Whether it has an input of that type or name, or an element of that CSS selector. */
  has(what: string): Promise<boolean>;
  /** Whether an element of that CSS selector is there, seen or not. */
  holds(selector: string): Promise<boolean>;
  /** Value of a parameter of its URL, or of a hidden field. */
  value(name: string): Promise<string | undefined>;
  act(action: Action): Promise<Stop>;
  /** Sends a login that is not a form. */
  login(request: NonNullable<PageRule["request"]>): Promise<Stop>;
  /** Goes on by itself: meta refresh, or a form that submits itself. */
  onward?(): Promise<Stop> | undefined;
}

/** Something that stands in the way of an action; `script` when only a browser could do it. */
export class Obstacle extends Error {
  override name = "Obstacle";
  readonly script: boolean;

  constructor(message: string, script = false) {
    super(message);
    this.script = script;
  }
}
