import * as Comlink from 'comlink';
import { type MessageValues, message } from '../../catalogue/message.ts';
import { type ErrorCode, OrielError } from '../../errors.ts';

// Comlink sends the name, message and stack of an error that was thrown, and loses the rest. A
// typed error is sent as its code and details, which are plain data, messages among them included.
type Thrown = { value: unknown };
type SerialThrown = { oriel: true; code: ErrorCode; details: MessageValues } | { oriel: false; plain: unknown };

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

/** An API behind an endpoint: its methods return promises that always settle. */
export interface Connection<T> {
  readonly api: T;
  /** Resolves with the reason when the other side is gone. */
  readonly died: Promise<Error>;
  close(): void;
}

// A Comlink proxy that is garbage-collected drops its pending calls: connections are held until
// they are closed.
const open = new Set<object>();

/**
 * Connects to the API that is exposed at `endpoint`. Every pending call is rejected on `died` and
 * on `close`, since Comlink's own promises never settle once a worker is gone. Functions among the
 * arguments can be called from the other side.
 */
export function connect<T extends object>(
  endpoint: Comlink.Endpoint,
  died: Promise<Error>,
  close: () => void,
): Connection<T> {
  const remote = Comlink.wrap(endpoint) as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  // Racing each call against the one long-lived `died` would keep every answer in memory for as
  // long as the other side lives.
  const pending = new Set<(reason: Error) => void>();
  let gone: Error | null = null;
  const lose = (reason: Error) => {
    gone ??= reason;
    for (const giveUp of pending) giveUp(gone);
    pending.clear();
  };
  died.then(lose);
  const methodNamed = (name: string) => {
    // Taken once for all calls: Comlink registers each with the garbage collector.
    const call = remote[name];
    return (...args: unknown[]) => {
      const sent = args.map((arg) => (typeof arg === 'function' ? Comlink.proxy(bare(arg as Callback)) : arg));
      return new Promise((resolve, reject) => {
        if (gone) return reject(gone);
        pending.add(reject);
        call(...sent)
          .finally(() => pending.delete(reject))
          .then(resolve, reject);
      });
    };
  };
  const methods = new Map<string, ReturnType<typeof methodNamed>>();
  const api = new Proxy({} as T, {
    get(_, name) {
      if (typeof name !== 'string' || name === 'then') return undefined;
      const known = methods.get(name) ?? methodNamed(name);
      methods.set(name, known);
      return known;
    },
  });
  const connection: Connection<T> = {
    api,
    died,
    close() {
      open.delete(connection);
      lose(new OrielError('failure-unexpected', { text: message('engine.connectionClosed') }));
      close();
    },
  };
  open.add(connection);
  return connection;
}

type Callback = (...args: unknown[]) => unknown;

/**
 * A function with nothing to it but that it can be called: through Comlink the other side reaches
 * whatever a function has, its constructor too, which makes code of text.
 */
function bare(callback: Callback): object {
  const called: Callback = (...args) => callback(...args);
  const apply = (_: unknown, args: unknown[]): unknown => callback(...args);
  for (const one of [called, apply]) {
    Object.setPrototypeOf(one, null);
    for (const name of ['name', 'length']) delete (one as unknown as Record<string, unknown>)[name];
  }
  return Object.defineProperty(called, 'apply', { value: apply });
}

/** Makes `api` callable from the other side of `endpoint`. */
export function serve(api: object, endpoint: Comlink.Endpoint): void {
  Comlink.expose(api, endpoint);
}

/** Lets go of a callback received from the other side. */
export function releaseCallback(callback: unknown): void {
  (callback as { [Comlink.releaseProxy]?: () => void })[Comlink.releaseProxy]?.();
}
