import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Message } from '../catalogue/message.ts';
import { OrielError } from '../errors.ts';
import type { Explanation, Input, Oriel, OrielModel } from '../library/index.ts';
import { type Asked, readAsked } from './asked.ts';
import type { BodyRoom, Held } from './body-room.ts';
import { type Answered, answered, type Pending, type Pendings } from './explanations.ts';
import type { Gate } from './gate.ts';
import type { Metrics } from './metrics.ts';
import type { Models } from './models.ts';
import { readBody } from './read-body.ts';
import { Refusal, refused } from './refusal.ts';
import { follower, type Reply } from './reply.ts';
import type { Route } from './routes.ts';

/** Most of what one request may ask for. */
export interface RequestLimits {
  /** Of its body. */
  readonly megabytes: number;
  readonly depth: number;
  readonly instances: number;
  /** Longest that it is waited for. */
  readonly seconds: number;
}

export interface EndpointParts {
  readonly oriel: Oriel;
  readonly models: Models;
  readonly pendings: Pendings;
  readonly gates: { readonly explain: Gate; readonly predict: Gate };
  readonly metrics: Metrics;
  /** For the bodies of all requests. */
  readonly bodies: BodyRoom;
  readonly limits: RequestLimits;
  readonly say: (message: Message) => string;
  readonly isStopping: () => boolean;
  /** Whether the engine has given no sign of life for long. */
  readonly isSilent: () => boolean;
}

export interface Call {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Aborts when whoever asked is gone. */
  readonly gone: AbortSignal;
  /** Notes for the log how many instances were asked for, and of which model. */
  readonly note: (facts: { readonly model?: string; readonly instances?: number }) => void;
}

/** Answers one request. Throws Refusal and OrielError. */
export type Endpoints = (found: Route, call: Call) => Promise<Reply>;

const EVENTS = /(^|,)\s*text\/event-stream\s*(;|,|$)/i;
const ASYNC = /(^|,)\s*respond-async\s*(;|,|$)/i;

export function createEndpoints(parts: EndpointParts): Endpoints {
  const { oriel, models, pendings, gates, metrics, bodies, limits, say, isStopping, isSilent } = parts;
  async function live(): Promise<Reply> {
    const isAlive = await Promise.race([
      oriel.alive().then(
        () => true,
        () => false,
      ),
      // One that is busy answers later.
      new Promise<boolean>((resolve) => setTimeout(() => resolve(!isSilent()), PATIENCE_MILLISECONDS).unref()),
    ]);
    return { status: isAlive ? 200 : 503, body: { live: isAlive } };
  }

  function ready(): Reply {
    const some = models.list().some(({ state }) => state === 'ready');
    const isReady = models.isOpened() && some && !isStopping();
    return { status: isReady ? 200 : 503, body: { ready: isReady } };
  }

  function about(name: string): Reply {
    const { state, model, error } = models.get(name);
    const facts = model?.facts;
    return {
      status: 200,
      body: {
        name,
        ready: state === 'ready',
        state,
        ...(error && { error: say(error.said), code: error.code }),
        ...(facts && {
          kind: facts.card.input.kind,
          outputs: facts.outputs,
          columns: facts.columns.map((column) => column.name),
          sha256: facts.model,
        }),
      },
    };
  }

  /**
   * Reads what is asked of a model, where there is room to do it, and does it. The body counts as
   * held until it is done.
   */
  async function withAsked(
    { name, gate, call: { request, response, note } }: { name: string; gate: Gate; call: Call },
    work: (wanted: Asked & { readonly model: OrielModel; readonly held: Held }) => Promise<Reply>,
  ): Promise<Reply> {
    models.get(name);
    note({ model: name });
    if (isStopping()) throw new Refusal('stopping', {}, { 'Retry-After': '1', Connection: 'close' });
    const model = models.open(name);
    gate.check(1);
    const held = bodies.hold();
    try {
      const read = readBody(request, response, { ...limits, held });
      const wanted = readAsked(await read, model.facts, limits.instances);
      note({ instances: wanted.inputs.length });
      return await work({ ...wanted, model, held });
    } finally {
      held.release();
    }
  }

  const predicted = (model: OrielModel, inputs: readonly Input[]): Promise<number[][]> =>
    model.predict(inputs, { backend: 'wasm' });

  const predict = (name: string, call: Call): Promise<Reply> =>
    withAsked({ name, gate: gates.predict, call }, async ({ model, inputs, held }) => {
      const predictions = await inTime(limits.seconds, call.gone, (signal) => {
        const work = gates.predict.run(() => predicted(model, inputs), signal);
        held.until(work);
        return work;
      });
      metrics.predicted(name, inputs.length);
      return { status: 200, body: { predictions } };
    });

  const explain = (name: string, call: Call): Promise<Reply> =>
    withAsked({ name, gate: gates.explain, call }, async ({ model, inputs, options, held }) => {
      if (ASYNC.test(String(call.request.headers.prefer ?? ''))) {
        if (inputs.length > gates.explain.most)
          throw new Refusal('too-many', { found: inputs.length, most: gates.explain.most });
        const ids = await Promise.all(inputs.map((input) => model.idOf(input, options)));
        pendings.begin(
          ids.map((id, at) => ({ id, name, model, input: inputs[at], options })),
          held.until,
        );
        const explanations = ids.map((id) => ({ id, location: locationOf(id) }));
        return {
          status: 202,
          headers: { Location: explanations[0].location, 'Preference-Applied': 'respond-async' },
          body: { explanations },
        };
      }
      const body = await inTime(limits.seconds, call.gone, (signal) => {
        const work = gates.explain.run(async () => {
          const explained = some(inputs, AT_A_TIME, async (input) => {
            const job = model.explain(input, { ...options, signal });
            const record = await job.result;
            if (record.stopped === 'cancelled') throw new OrielError('failure-cancelled');
            metrics.explained(name, job.status().from);
            return answered(record, model.facts.outputs);
          });
          const [predictions, explanations] = await Promise.all([predicted(model, inputs), explained]);
          return { predictions, explanations };
        }, signal);
        held.until(work);
        return work;
      });
      return { status: 200, body };
    });

  async function explanation(id: string, call: Call): Promise<Reply> {
    if (call.request.method === 'DELETE') {
      if (!pendings.cancel(id)) throw new Refusal('no-explanation');
      return { status: 204 };
    }
    const pending = await pendings.find(id);
    if (!pending) throw new Refusal('no-explanation');
    const { state, error, record, done, total } = pending.standing();
    if (EVENTS.test(String(call.request.headers.accept ?? ''))) return events(pending);
    if (state === 'failed' && error) throw error;
    if (state === 'done' && record) {
      const headers = { ETag: tagOf(id, record), 'Cache-Control': 'private, no-cache' };
      if (hasTag(call.request.headers['if-none-match'], headers.ETag)) return { status: 304, headers };
      return { status: 200, headers, body: { id, state, explanation: await written(record) } };
    }
    const estimate = record && { estimate: await written(record) };
    return { status: 202, headers: { 'Retry-After': '1' }, body: { id, state, done, total, ...estimate } };
  }

  const written = (record: Explanation): Promise<Answered> =>
    answered(record, models.withHash(record.model.sha256)?.facts.outputs);

  const events = (pending: Pending): Reply => ({
    status: 200,
    headers: { 'Content-Type': 'text/event-stream' },
    async stream(response) {
      const { id } = pending;
      const to = follower(response);
      let last: Explanation | null = null;
      const estimates = async (): Promise<void> => {
        const { state, record, done, total } = pending.standing();
        if (state !== 'running' || !record || record === last || to.isBehind) return;
        last = record;
        to.send('estimate', { id, state, done, total, explanation: await written(record) });
      };
      const quietly = (): void => void estimates().catch(() => {});
      const stop = pending.hear(quietly);
      quietly();
      try {
        await Promise.race([pending.over, to.gone]);
        const { state, record, error } = pending.standing();
        if (state === 'done' && record) to.send('done', { id, state, explanation: await written(record) });
        else if (error) {
          const { code, said } = refused(error);
          to.send('error', { id, error: say(said), code });
        }
      } finally {
        stop();
        to.stop();
      }
    },
  });

  return async (found, call) => {
    switch (found.route) {
      case '/v2/health/live':
        return live();
      case '/v2/health/ready':
        return ready();
      case '/metrics':
        return { status: 200, headers: { 'Content-Type': metrics.contentType }, body: await metrics.text() };
      case '/v1/models':
        return { status: 200, body: { models: models.list().map(({ name }) => name) } };
      case '/v1/models/:model':
        return about(found.name);
      case '/v1/models/:model:predict':
        return predict(found.name, call);
      case '/v1/models/:model:explain':
        return explain(found.name, call);
      case '/v1/explanations/:id':
        return explanation(found.id, call);
    }
  };
}

const PATIENCE_MILLISECONDS = 1000;
/** Instances of one request that are asked of the engine at a time: it does one. */
const AT_A_TIME = 4;

/** Does it for all of them in their order, some at a time. */
async function some<From, To>(list: readonly From[], most: number, one: (each: From) => Promise<To>): Promise<To[]> {
  const results: To[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < list.length) {
      const at = next++;
      results[at] = await one(list[at]);
    }
  };
  await Promise.all(Array.from({ length: most }, work));
  return results;
}

const locationOf = (id: string): string => `/v1/explanations/${id}`;

/**
 * Equal requests have equal values, but for those that a limit of time ended. Weak, since records
 * say when they were made.
 */
const tagOf = (id: string, { id: record, stopped }: Explanation): string =>
  `W/"${stopped === 'deadline' || stopped === 'cancelled' ? record : id}"`;

const hasTag = (header: string | undefined, tag: string): boolean =>
  (header ?? '').split(',').some((each) => each.trim() === '*' || each.trim().replace(/^(W\/)?/, 'W/') === tag);

/** Does it while it is waited for, at most so long. Throws Refusal where it takes longer. */
async function inTime<T>(seconds: number, gone: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const leave = (): void => stop.abort();
  gone.addEventListener('abort', leave);
  if (gone.aborted) leave();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Refusal('deadline', { seconds }));
      stop.abort();
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work(stop.signal), late]);
  } catch (error) {
    // One of several that failed takes the others with it.
    stop.abort();
    throw error;
  } finally {
    clearTimeout(timer);
    gone.removeEventListener('abort', leave);
  }
}
