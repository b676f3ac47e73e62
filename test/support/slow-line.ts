import { connect, createServer, type Socket } from 'node:net';

/** What one request brought. */
export interface Transfer {
  readonly method: string;
  readonly path: string;
  /** When, by Date.now(). */
  readonly asked: number;
  /** Of the answer on the wire, its headers included. */
  bytes: number;
}

export interface LineOptions {
  /** Of all connections together, towards the browser. */
  readonly bytesPerSecond?: number;
  /** There and back, in milliseconds. */
  readonly roundTrip?: number;
  /** Whether the server hears that nothing may be compressed. */
  readonly uncompressed?: boolean;
}

export interface SlowLine {
  /** Takes the server's place, with a slash at its end. */
  readonly address: string;
  readonly transfers: readonly Transfer[];
  /** Bytes that had arrived by then, by Date.now(). */
  bytesBy(time: number): number;
  /** When the last bytes arrived, by Date.now(). */
  lastArrival(): number;
  close(): Promise<void>;
}

/** Bytes travel in pieces of this size; more than a few do not wait on a connection. */
const PIECE = 8192;
const WAITING = 2 * PIECE;

/**
 * A line to a server: everything on it, whatever page, worker or service asked for it, is as slow
 * as a line of this kind, and counted.
 */
export async function slowLine(server: string, options: LineOptions = {}): Promise<SlowLine> {
  const { bytesPerSecond = Number.POSITIVE_INFINITY, roundTrip = 0, uncompressed = false } = options;
  const { hostname, port } = new URL(server);
  const transfers: Transfer[] = [];
  const arrivals: { readonly time: number; readonly bytes: number }[] = [];
  const sockets = new Set<Socket>();
  /** When the line has carried all that was put on it. */
  let free = 0;

  function carry(client: Socket): void {
    const upstream = connect(Number(port), hostname);
    const [up, down] = [inOrder(), inOrder()];
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('close', () => upstream.destroy());
    // What is still on its way arrives before the end does.
    upstream.on('close', () => down(Math.max(free, Date.now()) + roundTrip / 2, () => client.end()));
    // Making the connection costs one round trip, and each request half of one.
    const open = Date.now() + roundTrip;
    let current: Transfer | null = null;
    client.on('data', (chunk: Buffer) => {
      for (const [, method, path] of chunk.toString('latin1').matchAll(/^(GET|HEAD) (\S+) HTTP\/1\.1\r$/gm)) {
        current = { method, path, asked: Date.now(), bytes: 0 };
        transfers.push(current);
      }
      const asked = uncompressed ? withoutCodings(chunk) : chunk;
      up(Math.max(open, Date.now()) + roundTrip / 2, () => upstream.write(asked));
    });
    let waiting = 0;
    upstream.on('data', (chunk: Buffer) => {
      const of = current;
      for (let from = 0; from < chunk.length; from += PIECE) {
        const piece = chunk.subarray(from, from + PIECE);
        free = Math.max(free, Date.now()) + (1000 * piece.length) / bytesPerSecond;
        waiting += piece.length;
        down(free + roundTrip / 2, () => {
          waiting -= piece.length;
          if (of) of.bytes += piece.length;
          arrivals.push({ time: Date.now(), bytes: piece.length });
          client.write(piece);
          if (waiting <= WAITING) upstream.resume();
        });
      }
      if (waiting > WAITING) upstream.pause();
    });
  }

  const listener = createServer(carry);
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const bound = listener.address();
  if (typeof bound !== 'object' || bound === null) throw new Error('not listening');
  return {
    address: `http://127.0.0.1:${bound.port}/`,
    transfers,
    bytesBy: (time) => arrivals.reduce((sum, arrival) => sum + (arrival.time <= time ? arrival.bytes : 0), 0),
    lastArrival: () => arrivals.at(-1)?.time ?? 0,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        listener.close(() => resolve());
      }),
  };
}

const withoutCodings = (request: Buffer): Buffer =>
  Buffer.from(request.toString('latin1').replace(/^accept-encoding:[^\r]*/gim, 'Accept-Encoding: identity'), 'latin1');

/** Does things at their times, and always in their order. */
function inOrder(): (time: number, act: () => void) => void {
  const waiting: (() => void)[] = [];
  return (time, act) => {
    waiting.push(act);
    setTimeout(() => waiting.shift()?.(), Math.max(0, time - Date.now()));
  };
}
