/** What a vendor's documentation promises, as `contract:` in a provider file states it: tables of rows. */
import type { Json, Members } from "./suite.js";

export type DocumentedBasis = "stated" | "example" | "elsewhere";

/** What every row says of where it comes from. */
export interface ContractRow {
  name: string;
  /** Slug, where the name alone is not unique in its table. */
  row?: string;
  /** Place in the documentation. */
  at: string;
  /** Default: stated. */
  basis?: DocumentedBasis;
  source?: string;
  says?: string;
  /** Clauses that the promise contradicts. */
  against?: string[];
}

export type Condition = { sent: string } | { granted: string } | { registered: "several" };
export type Needed = "required" | "optional" | "absent" | { when: Condition };

export interface DocumentedAnswer {
  status?: number | string | (number | string)[];
  error?: string;
  members?: Members;
}

export interface ParameterRow extends ContractRow {
  in?: "body" | "query" | "header";
  needed?: Needed;
  values?: string[];
  also?: string;
  not_allowed?: string;
  missing?: DocumentedAnswer;
  wrong?: DocumentedAnswer;
}

export interface MemberRow extends ContractRow {
  type?: string;
  needed?: Needed;
  value?: Json;
  values?: Json[];
  words?: string[];
}

export interface ClaimRow extends MemberRow {
  in?: "claims" | "header";
}

export interface HeaderRow extends ContractRow {
  value?: string;
  has?: string;
  media_type?: string;
  pattern?: string;
}

export interface AnswerRow extends ContractRow, DocumentedAnswer {
  with?: Members;
  grant_with?: Members;
  page?: string;
  unprovoked?: boolean;
}

export interface Exchange {
  parameters?: ParameterRow[];
  members?: MemberRow[];
  headers?: HeaderRow[];
  answers?: AnswerRow[];
  claims?: ClaimRow[];
}

export interface CallRow extends ContractRow {
  url: string;
  method?: string;
  grant?: string;
  request_headers?: Record<string, string>;
  status?: number | string;
  members?: MemberRow[];
  headers?: HeaderRow[];
}

export interface Contract {
  sources?: Record<string, { title: string; url?: string; release?: string }>;
  discovery?: Exchange;
  authorization?: Exchange;
  token?: Record<string, Exchange>;
  introspection?: Exchange;
  revocation?: Exchange;
  registration?: Exchange;
  calls?: CallRow[];
}
