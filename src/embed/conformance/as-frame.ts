import { helloOf } from '../handshake.ts';
import { agreedVersion, type HostMessage, HostMessageSchema, isRequest, type Request, VERSIONS } from '../protocol.ts';
import { type Checks, pause } from './checks.ts';
import { createLine, type Line, SOON } from './line.ts';

export const frameChecks = [
  'answers',
  'agrees',
  'forged',
  'replayed',
  'alive',
  'keepsOn',
  'asks',
  'follows',
  'window',
  'schema',
] as const;
export type FrameCheck = (typeof frameChecks)[number];

/** Milliseconds after which nothing is expected any more. */
const QUIET = 1000;
/** Milliseconds that a host has to ask for something. */
const LATER = 20_000;

type HostLine = Line<HostMessage>;

/** What a model would give, so that a host can go on. */
const prediction = { outputs: ['no', 'yes'], values: [0.25, 0.75] };
const record = {
  ...{ schema: 'oriel.explanation/1', id: '0'.repeat(32), players: ['age', 'housing'], outputs: ['yes'] },
  ...{ attributions: [[0.5, -0.25]], base: [0.5], prediction: [0.75] },
};
const model = {
  ...{ name: 'conformance', kind: 'tabular', sha256: '0'.repeat(64) },
  ...{ outputs: ['no', 'yes'], columns: ['age', 'housing'] },
};

export interface FrameParts {
  readonly checks: Checks<FrameCheck>;
  readonly nonce: string;
  /** Origins of pages that may be around. */
  readonly targets: readonly string[];
}

/** Tries the page around, as a frame of it. */
export async function checkHost({ checks, nonce, targets }: FrameParts): Promise<void> {
  const note = (name: FrameCheck, found: unknown): boolean => {
    checks.set(name, found ? 'passed' : 'failed');
    return Boolean(found);
  };
  let last = 0;
  /** Greets, and speaks over the port that goes with it. */
  const greet = (nonceSaid: string): HostLine => {
    const { port1, port2 } = new MessageChannel();
    for (const target of targets) parent.postMessage(helloOf(nonceSaid), target, [port2]);
    return createLine(port1, HostMessageSchema, (what) => checks.set('schema', 'failed', what));
  };
  addEventListener('message', ({ data }) => checks.set('window', 'failed', JSON.stringify(data)));

  const forged = greet(nonce.replace(/./g, (digit) => (digit === '0' ? '1' : '0')));
  note('forged', await forged.silent(QUIET));
  const line = greet(nonce);
  const hello = await line.next(({ type }) => type === 'hello');
  if (!note('answers', hello) || hello?.type !== 'hello') return checks.end();
  note('agrees', hello.version === agreedVersion(VERSIONS, hello.versions));
  if (hello.version === null) return checks.end();
  const replayed = greet(nonce);
  line.send({ type: 'ready', engine: 'conformance', model: null });
  const answering = answer(line, (request) => {
    if (request.id <= last) checks.set('schema', 'failed', `${request.id}`);
    last = request.id;
  });
  note('replayed', await replayed.silent(QUIET));

  const lives = async (): Promise<boolean> => {
    line.send({ type: 'ping', answer: false });
    return (await line.next((message) => message.type === 'ping' && message.answer, SOON)) !== null;
  };
  line.send({ type: 'dance' });
  line.send({ type: 'result', id: -1, prediction: '__proto__', record: { constructor: null } });
  note('alive', await lives());
  line.send({ type: 'result', id: 1_000_000, prediction, record: null });
  note('keepsOn', await lives());
  const heights = [innerHeight + 100, innerHeight + 40];
  const followed: boolean[] = [];
  for (const height of heights) {
    line.send({ type: 'resize', height });
    for (let waited = 0; innerHeight !== height && waited < QUIET; waited += 50) await pause(50);
    followed.push(innerHeight === height);
  }
  note('follows', followed.every(Boolean));
  note('asks', await Promise.race([answering, pause(LATER)]));
  checks.set('window', 'passed');
  checks.set('schema', 'passed');
  checks.end();
}

/** Answers all requests; true once a model was asked for, and something of it. */
function answer(line: HostLine, heard: (request: Request) => void): Promise<true> {
  return new Promise((resolve) => {
    const asked = new Set<string>();
    const go = async (): Promise<void> => {
      for (;;) {
        const message = await line.next((each) => isRequest(each) || (each.type === 'ping' && !each.answer), 3_600_000);
        if (!message) return;
        if (message.type === 'ping') line.send({ type: 'ping', answer: true });
        if (!isRequest(message)) continue;
        heard(message);
        asked.add(message.type === 'open' ? 'open' : 'question');
        const { id } = message;
        if (message.type === 'open') line.send({ type: 'ready', id, engine: 'conformance', model });
        else line.send({ type: 'result', id, prediction, record: message.type === 'explain' ? record : null });
        if (asked.size === 2) resolve(true);
      }
    };
    void go();
  });
}
