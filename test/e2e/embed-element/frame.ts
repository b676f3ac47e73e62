// A frame that speaks the protocol with the real code and answers at once what no model has
// computed. `?as=…` has it misbehave. What it hears is in `heard`.

import { english } from '../../../src/catalogue/english.ts';
import { tellHeight } from '../../../src/embed/frame/height.ts';
import { createFrameSide, type FrameActs, type FrameSide } from '../../../src/embed/frame-side.ts';
import { helloOf, nonceIn } from '../../../src/embed/handshake.ts';
import type { Port } from '../../../src/embed/port.ts';
import type { Request, Versions } from '../../../src/embed/protocol.ts';

const as = new URLSearchParams(location.search).get('as') ?? '';
const heard: unknown[] = [];
const nonce = nonceIn(location.hash) ?? '';

/** A row with this number is never explained to the end. */
const ENDLESS = 1000;

const prediction = { outputs: ['no', 'yes'], values: [0.25, 0.75] };
const record = {
  ...{ schema: 'oriel.explanation/1' as const, id: 'f'.repeat(32), players: ['a', 'b'], outputs: ['yes'] },
  ...{ attributions: [[0.5, -0.25]], base: [0.5], prediction: [0.75] },
};

function answer(side: FrameSide, request: Request): void {
  const { id, type } = request;
  if (type === 'open') {
    const name = typeof request.model === 'string' ? request.model : request.model.map((file) => file.name).join();
    if (name === 'broken') side.answer({ id, type: 'error', problem: 'failed', text: 'It is broken.' });
    const model = {
      name,
      kind: 'tabular' as const,
      sha256: '0'.repeat(64),
      outputs: ['no', 'yes'],
      columns: ['a', 'b'],
    };
    side.answer({ id, type: 'ready', engine: 'test 1', model });
  } else if (type === 'predict') side.answer({ id, type: 'result', prediction, record: null });
  else {
    const part = { attributions: [[0.4, -0.2]], standardErrors: [[0.1, 0.1]] };
    side.answer({ id, type: 'progress', part: 0.5, estimate: part });
    if (request.input.kind === 'row' && request.input.row === ENDLESS) return;
    side.answer({ id, type: 'result', prediction, record });
  }
}

/** Sends a greeting, and speaks over its port. */
function greet(nonceSaid: string, versions?: Versions): FrameSide {
  const { port1, port2 } = new MessageChannel();
  const note =
    (type: string) =>
    (what?: unknown): void => {
      heard.push({ type, ...(typeof what === 'object' ? what : { what }) });
    };
  const share = (type: string) => (port: MessagePort | null) => {
    heard.push({ type, port: port !== null });
    if (!port) return;
    port.onmessage = ({ data }) => heard.push({ type: 'shared', data });
    if (type === 'engine') port.postMessage(`from ${nonce}`);
  };
  const acts: FrameActs = {
    begin() {
      heard.push({ type: 'begin' });
      tellHeight((height) => side.resize(height));
    },
    request(request) {
      heard.push(request);
      answer(side, request);
    },
    cancel: (id) => heard.push({ type: 'cancel', id }),
    state: () => 'running',
    theme: (theme) => heard.push({ type: 'theme', ...theme }),
    serve: share('serve'),
    engine: share('engine'),
    end: note('end'),
  };
  const say = ({ key, values }: Parameters<Parameters<typeof createFrameSide>[0]['say']>[0]) =>
    english.say(key, values);
  const now = () => performance.now();
  const side = createFrameSide({
    port: port1 as Port,
    acts,
    engine: 'test 1',
    say,
    now,
    ...(versions && { versions }),
  });
  parent.postMessage(helloOf(nonceSaid, versions), location.ancestorOrigins[0], [port2]);
  return side;
}

/** Tells the host what a visitor has explained. */
const visit = () => side.tell({ type: 'result', prediction, record });
Object.assign(window, { heard, visit });
if (as === 'forged') greet('0'.repeat(32));
if (as === 'slow') await new Promise((resolve) => setTimeout(resolve, 7000));
if (as === 'silent' || nonce === '') throw new Error('This frame says nothing.');
const side = greet(nonce, as === 'newer' ? [2, 3] : undefined);
if (as === 'replayed') greet(nonce);
if (as === 'leaving') setTimeout(() => side.end(), 500);
