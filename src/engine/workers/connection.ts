import * as Comlink from 'comlink';
import { type ErrorCode, type ErrorDetails, OrielError } from '../../errors.ts';

// Comlink sends name, message and stack of a thrown error and loses the rest; a typed error needs
// its code and details.
type Thrown = { value: unknown };
type SerialThrown = { oriel: true; code: ErrorCode; details: ErrorDetails } | { oriel: false; plain: unknown };

const plainThrow = Comlink.transferHandlers.get('throw') as Comlink.TransferHandler<Thrown, unknown>;
const typedThrow: Comlink.TransferHandler<Thrown, SerialThrown> = {
  canHandle: (value): value is Thrown => plainThrow.canHandle(value),
  serialize(thrown) {
    const { value } = thrown;
    if (value instanceof OrielError) return [{ oriel: true, code: value.code, details: value.details }, []];
    const [plain, transfer] = plainThrow.serialize(thrown);
    return [{ oriel: false, plain }, transfer];
  },
  deserialize(serial) {
    if (serial.oriel) throw new OrielError(serial.code, serial.details);
    return plainThrow.deserialize(serial.plain);
  },
};
Comlink.transferHandlers.set('throw', typedThrow);

/** What stands behind an endpoint: its methods return promises that always settle. */
export interface Connection<T> {
  readonly api: T;
  /** Resolves with the reason when the other side is gone. */
  readonly died: Promise<Error>;
  close(): void;
}

// A Comlink proxy that is garbage-collected drops its calls in flight: connections are held until
// they are closed.
const open = new Set<object>();

/**
 * Talks to what is exposed at `endpoint`. Every call ends with `died` and `close`, since Comlink's
 * own promises never settle once a worker is gone; functions among the arguments are made callable
 * from the other side.
 */
export function connect<T extends object>(
  endpoint: Comlink.Endpoint,
  died: Promise<Error>,
  close: () => void,
): Connection<T> {
  const remote = Comlink.wrap(endpoint) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  // Races against one long promise would keep every answer in memory for as long as the other side
  // lives.
  const out = new Set<(reason: Error) => void>();
  let gone: Error | null = null;
  const lose = (reason: Error) => {
    gone ??= reason;
    for (const giveUp of out) giveUp(gone);
    out.clear();
  };
  died.then(lose);
  const caller = (method: string) => {
    // One for all calls: each is registered with the garbage collector.
    const call = remote[method];
    return (...args: unknown[]) => {
      const sent = args.map((arg) => (typeof arg === 'function' ? Comlink.proxy(arg as object) : arg));
      return new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        out.add(reject);
        call(...sent)
          .finally(() => out.delete(reject))
          .then(resolve, reject);
      });
    };
  };
  const callers = new Map<string, ReturnType<typeof caller>>();
  const api = new Proxy({} as T, {
    get(_, method) {
      if (typeof method !== 'string' || method === 'then') return undefined;
      const known = callers.get(method) ?? caller(method);
      callers.set(method, known);
      return known;
    },
  });
  const connection: Connection<T> = {
    api,
    died,
    close() {
      open.delete(connection);
      lose(new Error('the connection was closed'));
      close();
    },
  };
  open.add(connection);
  return connection;
}

/** Makes `api` callable from the other side of `endpoint`. */
export function serve(api: object, endpoint: Comlink.Endpoint): void {
  Comlink.expose(api, endpoint);
}

/** Lets go of a callback received from the other side. */
export function releaseCallback(callback: unknown): void {
  (callback as { [Comlink.releaseProxy]?: () => void })[Comlink.releaseProxy]?.();
}
