import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Message } from '../catalogue/message.ts';
import { foreign, OrielError } from '../errors.ts';
import type { Oriel } from '../library/index.ts';
import { createShelf } from '../library/shelf.ts';
import { MEGABYTE, SILENCE_SECONDS, serveLimits } from '../limits.ts';
import { createBodyRoom } from './body-room.ts';
import { type Call, createEndpoints } from './endpoints.ts';
import { createPendings } from './explanations.ts';
import type { FoundModel } from './find-models.ts';
import { createGate } from './gate.ts';
import { createMetrics } from './metrics.ts';
import { createModels } from './models.ts';
import { checkHost, isLoopback, Refusal, refused } from './refusal.ts';
import { type Reply, send } from './reply.ts';
import { type Route, routeOf } from './routes.ts';

/** A line of the log, without anybody's values: of a request no body, no path, no error's text. */
export type LogLine = Readonly<Record<string, string | number | boolean | undefined>>;

export interface ServiceOptions {
  readonly oriel: Oriel;
  readonly found: readonly FoundModel[];
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  /** Explanations that may wait for their turn. */
  readonly queue: number;
  /** Most of a request: seconds, megabytes of its body, instances. */
  readonly seconds: number;
  readonly megabytes: number;
  readonly instances: number;
  readonly say: (message: Message) => string;
  readonly log: (line: LogLine) => void;
  /** Hears what cannot be read of what is kept. */
  readonly tell: (text: Message) => void;
}

export interface Service {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly address: string;
  /** Resolves once all models are open that can be. */
  readonly opened: Promise<void>;
  /**
   * Takes no more work, ends what is under way, and stops listening; what then takes longer than it
   * may is cancelled. What is done by then can still be asked for.
   */
  drain(seconds: number): Promise<void>;
}

/** Starts to listen, and then opens the models. Throws `serve-listen`. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { oriel, found, host, port, queue, say, log, tell } = options;
  const { explain: running, predict } = serveLimits.running;
  const gates = {
    explain: createGate({ running, waiting: queue }),
    predict: createGate({ running: predict, waiting: serveLimits.predictions }),
  };
  const models = createModels(found);
  const metrics = createMetrics({ gates, models, say });
  let [stopping, silent] = [false, false];
  const pendings = createPendings({
    shelf: createShelf([oriel.store], tell),
    models,
    isStopping: () => stopping,
    gate: gates.explain,
    remembered: serveLimits.remembered,
    seconds: serveLimits.longestSeconds,
    explained: metrics.explained,
  });
  const unwatch = oriel.watch((isSilent) => {
    silent = isSilent;
  }, 1000 * SILENCE_SECONDS.commandLine);
  const endpoints = createEndpoints({
    oriel,
    models,
    pendings,
    gates,
    metrics,
    bodies: createBodyRoom(serveLimits.heldMegabytes * MEGABYTE),
    limits: { ...options, depth: serveLimits.depth },
    say,
    isStopping: () => stopping,
    isSilent: () => silent,
  });
  const isForAll = !isLoopback(host);
  /** Requests under way that are worth waiting for. */
  const underWay = new Set<Promise<void>>();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const start = performance.now();
    const gone = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) gone.abort();
    });
    const { method = '', url = '' } = request;
    let facts: Parameters<Call['note']>[0] = {};
    const note: Call['note'] = (more) => {
      facts = { ...facts, ...more };
    };
    const id = randomUUID();
    let route: Route['route'] | 'none' = 'none';
    let failed: { readonly code: string; readonly at?: string } | null = null;
    let reply: Reply;
    try {
      if (!isForAll) checkHost(request.headers);
      const where = routeOf(method, url);
      ({ route } = where);
      reply = await endpoints(where, { request, response, gone: gone.signal, note });
    } catch (thrown) {
      const { status, code, said, headers } = refused(thrown);
      failed = { code, ...(status >= 500 && !(thrown instanceof Refusal) && { at: placeOf(thrown) }) };
      reply = { status, headers, body: { error: say(said), code } };
    }
    response.setHeader('X-Request-Id', id);
    if (stopping) response.setHeader('Connection', 'close');
    // What is left of a body is not waited for.
    if (!request.complete) request.resume();
    await send(response, reply);
    const status = gone.signal.aborted ? CLIENT_GONE : reply.status;
    const seconds = (performance.now() - start) / 1000;
    metrics.answered({ method: METHODS.includes(method) ? method : 'other', route, status, seconds });
    // Asked every few seconds, by machines.
    if (route === '/metrics' || route.startsWith('/v2/health/')) return;
    log({
      level: status >= 500 ? 'error' : 'info',
      event: 'request',
      id,
      method: METHODS.includes(method) ? method : 'other',
      route,
      ...facts,
      status,
      milliseconds: Math.round(seconds * 1e5) / 100,
      ...failed,
    });
  }

  const server = createServer({
    maxHeaderSize: serveLimits.headerBytes,
    headersTimeout: serveLimits.headerSeconds * 1000,
    requestTimeout: serveLimits.bodySeconds * 1000,
    keepAliveTimeout: serveLimits.idleSeconds * 1000,
    connectionsCheckingInterval: 1000,
  });
  server.maxHeadersCount = serveLimits.headers;
  server.maxConnections = serveLimits.connections;
  // One that neither sends nor takes anything.
  server.setTimeout((options.seconds + serveLimits.idleSeconds) * 1000, (socket) => socket.destroy());
  const onRequest = (request: IncomingMessage, response: ServerResponse): void => {
    const done = handle(request, response)
      .catch((error: unknown) => {
        log({ level: 'error', event: 'failed', at: placeOf(error) });
        response.destroy();
      })
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
  server.on('request', onRequest);
  // Whether a body is wanted is found out before it is asked for.
  server.on('checkContinue', onRequest);
  await listening(server, host, port).catch((error: unknown) => {
    unwatch();
    throw error;
  });
  const { address, port: taken, family } = server.address() as AddressInfo;
  const opened = models.openAll(oriel, ({ name, state, error }) =>
    log({
      level: error ? 'error' : 'info',
      event: 'model',
      model: name,
      state,
      // About the operator's own files.
      ...(error && { code: error.code, error: say(error.said) }),
    }),
  );

  return {
    address: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    opened,
    async drain(seconds) {
      stopping = true;
      log({ level: 'info', event: 'draining', requests: underWay.size });
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, seconds * 1000);
      });
      const settled = async (): Promise<void> => {
        await pendings.allOver();
        while (underWay.size > 0) await Promise.all(underWay);
      };
      await Promise.race([settled(), late]);
      clearTimeout(timer);
      const closed = new Promise((resolve) => server.close(resolve));
      pendings.cancelAll();
      server.closeAllConnections();
      await closed;
      unwatch();
      log({ level: 'info', event: 'stopped' });
    },
  };
}

/** What nginx says where a client closed the connection before it was answered. */
const CLIENT_GONE = 499;

const METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'];

/** Where something failed, without what its message says. */
function placeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (!(cause instanceof Error)) return typeof cause;
  const places = (cause.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return [cause.name, ...places.slice(0, 3).map((line) => line.trim())].join(' ');
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(new OrielError('serve-listen', { host, port, text: foreign(error) }, { cause: error }));
    });
    server.listen(port, host, resolve);
  });
}
