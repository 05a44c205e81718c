type Payload = Record<string, unknown> & { grantId?: string; uid?: string; userCode?: string; consumed?: number };
type Entry = { payload: Payload; expires: number };

// The package's own in-memory adapter forgets after a thousand entries, fewer than one run makes.
const LIMIT = 50_000;

// An expired device code is told apart from one that never was, RFC 8628 section 3.5.
const KEPT: Record<string, number> = { DeviceCode: 3600 };

const seconds = (): number => Math.floor(Date.now() / 1000);

/** An in-memory store for one server, in the shape that oidc-provider asks of an adapter. */
export function memoryAdapter(): new (model: string) => object {
  const entries = new Map<string, Entry>();
  const byGrant = new Map<string, Set<string>>();
  const aliases = new Map<string, string>();

  function read(key: string): Payload | undefined {
    const entry = entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.expires > Date.now()) return entry.payload;
    entries.delete(key);
    return undefined;
  }

  function dropOldest(): void {
    const oldest = entries.keys().next().value;
    if (entries.size > LIMIT && oldest !== undefined) entries.delete(oldest);
  }

  return class MemoryAdapter {
    model: string;

    constructor(model: string) {
      this.model = model;
    }

    async upsert(id: string, payload: Payload, expiresIn?: number): Promise<void> {
      const key = `${this.model}:${id}`;
      const kept = expiresIn === undefined ? Infinity : expiresIn + (KEPT[this.model] ?? 0);
      entries.set(key, { payload, expires: Date.now() + kept * 1000 });
      if (this.model === "Session" && payload.uid) aliases.set(`uid:${payload.uid}`, key);
      if (payload.userCode) aliases.set(`code:${payload.userCode}`, key);
      if (payload.grantId) {
        const members = byGrant.get(payload.grantId) ?? new Set();
        byGrant.set(payload.grantId, members.add(key));
      }
      dropOldest();
    }

    async find(id: string): Promise<Payload | undefined> {
      return read(`${this.model}:${id}`);
    }

    async findByUid(uid: string): Promise<Payload | undefined> {
      return read(aliases.get(`uid:${uid}`) ?? "");
    }

    async findByUserCode(code: string): Promise<Payload | undefined> {
      return read(aliases.get(`code:${code}`) ?? "");
    }

    async consume(id: string): Promise<void> {
      const payload = read(`${this.model}:${id}`);
      if (payload !== undefined) payload.consumed = seconds();
    }

    async destroy(id: string): Promise<void> {
      entries.delete(`${this.model}:${id}`);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const key of byGrant.get(grantId) ?? []) entries.delete(key);
      byGrant.delete(grantId);
    }
  };
}
