import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { type Message, type MessageKey, type MessageValues, message } from '../catalogue/message.ts';
import { asOrielError, type OrielError } from '../errors.ts';
import { BusyError } from './gate.ts';

type ServeKey = Extract<MessageKey, `serve.${string}`>;
type Named<Key> = Key extends `serve.refused.${infer Name}` ? Name : never;

/** Why a request is refused, beside what the library says; its text is `serve.refused.*`. */
export type RefusalCode = Named<ServeKey>;

const statuses: Readonly<Record<RefusalCode, number>> = {
  'not-found': 404,
  'no-model': 404,
  'no-explanation': 404,
  method: 405,
  'too-large': 413,
  'too-many': 413,
  'media-type': 415,
  'not-json': 400,
  'too-deep': 400,
  body: 400,
  instance: 400,
  host: 421,
  busy: 429,
  stopping: 503,
  starting: 503,
  opening: 503,
  failed: 503,
  deadline: 504,
  unexpected: 500,
};

/** What is wrong with a request as HTTP has it: said with a status of its own. */
export class Refusal extends Error {
  readonly said: Message;
  readonly status: number;

  constructor(
    readonly code: RefusalCode,
    values: MessageValues = {},
    readonly headers: OutgoingHttpHeaders = {},
  ) {
    super(code);
    this.name = 'Refusal';
    this.said = message(`serve.refused.${code}`, values);
    this.status = statuses[code];
  }
}

/** An answer to a request that was not carried out. */
export interface Refused {
  readonly status: number;
  readonly code: string;
  readonly said: Message;
  readonly headers: OutgoingHttpHeaders;
}

/** Errors of the library whose status their kind does not say. */
const known: Readonly<Partial<Record<OrielError['code'], number>>> = {
  'failure-busy': 429,
  'failure-time': 504,
  'failure-cancelled': 410,
  'failure-closed': 503,
  'model-not-finite': 422,
  'record-form': 422,
};

const statusOf = ({ code, kind }: OrielError): number => known[code] ?? (kind === 'failure' ? 500 : 400);

/**
 * What is thrown, as it is answered. Of what nobody has thought of, the text stays here: it may be
 * about anything.
 */
export function refused(thrown: unknown): Refused {
  if (thrown instanceof Refusal) return thrown;
  const error = asOrielError(thrown);
  const said = error.code === 'failure-unexpected' ? new Refusal('unexpected').said : error.said;
  return { status: statusOf(error), code: error.code, said, headers: retryAfter(error) };
}

/** After how many seconds there may be room: a gate knows, the engine's own queue does not. */
const retryAfter = (error: OrielError): OutgoingHttpHeaders =>
  error.code === 'failure-busy' ? { 'Retry-After': String(error instanceof BusyError ? error.retrySeconds : 1) } : {};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Whether an address is one that only this machine reaches. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host.includes(':') ? `[${host}]` : host);

const isOurs = (authority: string): boolean => LOOPBACK.test(authority.replace(/:\d+$/, ''));

/**
 * A page of another site may have its own name lead to this machine: a service that only this
 * machine reaches answers to its own names alone, and to no page of another. Throws Refusal.
 */
export function checkHost({ host = '', origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>): void {
  if (!isOurs(host)) throw new Refusal('host');
  if (origin !== undefined && !isOurs(origin.replace(/^https?:\/\//i, ''))) throw new Refusal('host');
}
