import * as v from 'valibot';
import { fragmentOf, nonceOf } from '../handshake.ts';
import { FrameHelloSchema, type FrameMessage, FrameMessageSchema, VERSIONS } from '../protocol.ts';
import { type Checks, pause } from './checks.ts';
import { createLine, type Line, SOON } from './line.ts';

export const hostChecks = [
  'greets',
  'deaf',
  'ready',
  'polite',
  'alive',
  'opens',
  'predicts',
  'explains',
  'repeated',
  'cancels',
  'status',
  'height',
  'schema',
  'once',
  'leaves',
  'versions',
] as const;
export type HostCheck = (typeof hostChecks)[number];

/** Milliseconds that a model, and what is computed with it, may take. */
const LATER = 120_000;
/** Milliseconds after which nothing is expected any more. */
const QUIET = 1000;

export interface HostParts {
  readonly checks: Checks<HostCheck>;
  /** The frame's address. */
  readonly address: string;
  readonly model: string;
  /** Where frames are put. */
  readonly place: HTMLElement;
}

type FrameLine = Line<FrameMessage>;

/** Loads a frame and waits for its greeting, of which there may be one. */
async function load({ checks, address, place }: HostParts): Promise<FrameLine | null> {
  const frame = document.createElement('iframe');
  const nonce = nonceOf(crypto.getRandomValues(new Uint8Array(16)));
  const greeted = new Promise<MessagePort | null>((resolve) => {
    let hellos = 0;
    addEventListener('message', ({ data, origin, source, ports }) => {
      if (source !== frame.contentWindow) return;
      hellos += 1;
      if (hellos > 1) return checks.set('once', 'failed');
      const read = v.safeParse(FrameHelloSchema, data);
      const right = read.success && read.output.nonce === nonce && origin === 'null' && ports.length === 1;
      checks.set('greets', right ? 'passed' : 'failed', JSON.stringify({ data, origin, ports: ports.length }));
      resolve(right ? ports[0] : null);
    });
    setTimeout(() => resolve(null), SOON);
  });
  frame.sandbox.value = 'allow-scripts';
  frame.src = address.replace(/#.*|$/, fragmentOf(nonce));
  place.append(frame);
  const port = await greeted;
  if (!port) checks.set('greets', 'failed');
  return port && createLine(port, FrameMessageSchema, (what) => checks.set('schema', 'failed', what));
}

/** Tries a frame, as a page around it, from the greeting to goodbye. */
export async function checkFrame(parts: HostParts): Promise<void> {
  const { checks, model, place } = parts;
  const line = await load(parts);
  if (line) {
    await converse(line, checks, model);
    place.replaceChildren();
    const other = await load(parts);
    other?.send({ type: 'hello', version: null, versions: [1000, 1000] });
    const bye = await other?.next(({ type }) => type === 'bye');
    checks.set('versions', bye ? 'passed' : 'failed');
    checks.set('once', 'passed');
    checks.set('schema', 'passed');
  }
  place.replaceChildren();
  checks.end();
}

async function converse(line: FrameLine, checks: Checks<HostCheck>, model: string): Promise<void> {
  const is = (type: FrameMessage['type'], id: number) => (message: FrameMessage) =>
    message.type === type && message.id === id;
  /** Whether a message was answered by an error of this kind. */
  const refused = (id: number, problem: string) =>
    line.next((message) => message.type === 'error' && message.id === id && message.problem === problem);
  const note = (name: HostCheck, found: unknown): boolean => {
    checks.set(name, found ? 'passed' : 'failed');
    return Boolean(found);
  };
  const input = { kind: 'row', row: 0 };

  line.send({ type: 'predict', id: 1, input });
  note('deaf', await refused(1, 'handshake'));
  line.send({ type: 'hello', version: 1, versions: VERSIONS });
  if (!note('ready', await line.next(is('ready', 0)))) return;
  line.send({ type: 'dance' });
  note('polite', await refused(0, 'schema'));
  line.send({ type: 'ping', answer: false });
  note('alive', await line.next((message) => message.type === 'ping' && message.answer));

  line.send({ type: 'open', id: 2, model });
  const opened = await line.next((message) => message.id === 2, LATER);
  checks.set('opens', opened?.type === 'ready' ? 'passed' : 'failed', opened?.type === 'error' ? opened.text : '');
  if (opened?.type !== 'ready') return;
  line.send({ type: 'predict', id: 3, input });
  const predicted = await line.next(is('result', 3), LATER);
  note('predicts', predicted?.type === 'result' && predicted.record === null);
  line.send({ type: 'explain', id: 4, input, options: { budget: { samples: 100 } } });
  const explained = await line.next(is('result', 4), LATER);
  note('explains', explained?.type === 'result' && explained.record);
  line.send({ type: 'predict', id: 4, input });
  note('repeated', await refused(4, 'repeated'));
  // Much is asked for, and none of it is waited for.
  line.send({
    type: 'explain',
    id: 5,
    input: { kind: 'row', row: 1 },
    options: { explainer: 'kernel-shap', budget: { samples: 1_000_000, error: 0 } },
  });
  line.send({ type: 'cancel', id: 5 });
  const cancelled = await refused(5, 'cancelled');
  note('cancels', cancelled && !(await line.next(is('result', 5), QUIET)));
  line.send({ type: 'status', id: 4 });
  const status = await line.next(is('status', 4));
  note('status', status?.type === 'status' && status.state === 'unknown');
  note('height', await line.next(is('resize', 0)));
  line.send({ type: 'bye', reason: 'done' });
  // What was under way meanwhile may still arrive.
  await pause(QUIET);
  note('leaves', await line.silent(QUIET));
}
