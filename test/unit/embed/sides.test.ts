import { describe, expect, test } from 'vitest';
import { createFrameSide } from '../../../src/embed/frame-side.ts';
import { MEGABYTE, widgetLimits } from '../../../src/limits.ts';
import { meet, result, row } from './meet.ts';
import { channel, noting } from './ports.ts';
import { growing, portsIn } from './samples.ts';

test('a host opens a model, and has it predict and explain', () => {
  const { host, frame, deliver, done, heard } = meet();
  expect(done).toEqual([['begin', null]]);
  expect(heard).toEqual([{ oriel: 1, id: 0, type: 'ready', engine: 'oriel 0', model: null }]);
  const opened = host.ask({ type: 'open', model: 'credit' });
  const explained = host.ask({ type: 'explain', input: row, options: { seed: 7, budget: { samples: 100 } } });
  deliver();
  expect(done.slice(1)).toEqual([
    ['request', { oriel: 1, id: opened, type: 'open', model: 'credit' }],
    [
      'request',
      { oriel: 1, id: explained, type: 'explain', input: row, options: { seed: 7, budget: { samples: 100 } } },
    ],
  ]);
  const model = {
    ...{ name: 'm', kind: 'tabular' as const, sha256: '0'.repeat(64) },
    ...{ outputs: ['yes'], columns: ['a'] },
  };
  expect(frame.answer({ id: opened, type: 'ready', engine: 'oriel 0', model })).toBe(true);
  expect(frame.answer({ id: explained, type: 'progress', part: 0.5, estimate: null })).toBe(true);
  expect(frame.answer(result(explained))).toBe(true);
  // It was answered.
  expect(frame.answer(result(explained))).toBe(false);
  deliver();
  expect(heard.slice(1).map(({ id, type }) => [id, type])).toEqual([
    [opened, 'ready'],
    [explained, 'progress'],
    [explained, 'result'],
  ]);
});

test('what is cancelled is answered by an error, and by nothing more', () => {
  const { host, frame, deliver, done, heard, raw } = meet();
  const id = host.ask({ type: 'explain', input: row });
  const status = { oriel: 1, id, type: 'status' };
  expect(raw(status)).toMatchObject([{ id, type: 'status', state: 'running' }]);
  host.cancel(id);
  host.cancel(id);
  deliver();
  expect(done.at(-1)).toEqual(['cancel', id]);
  expect(done.filter(([what]) => what === 'cancel')).toHaveLength(1);
  expect(frame.answer(result(id))).toBe(false);
  expect(raw(status)).toMatchObject([{ id, type: 'status', state: 'unknown' }]);
  expect(heard.slice(1)).toMatchObject([
    { id, type: 'error', problem: 'cancelled', text: 'The request was cancelled.' },
  ]);
});

test('what a host may write in several ways, a frame reads in one', () => {
  const { host, deliver, done } = meet();
  const photo = new Blob(['photo']);
  const file = { name: 'b.csv', bytes: photo };
  host.ask({ type: 'open', model: file, data: null });
  for (const input of [7, 'a text', [1, null], { age: 31 }, photo, new ArrayBuffer(2)])
    host.ask({ type: 'predict', input });
  host.ask({ type: 'explain', input: row, options: { budget: 100, outputs: 'yes', background: 50, explainer: null } });
  host.ask({ type: 'explain', input: row, options: { budget: null, outputs: 'all', background: file } });
  deliver();
  const [open, ...asked] = done.slice(1).map(([, request]) => request as Record<string, unknown>);
  expect(open).toMatchObject({ model: [expect.any(File)], data: undefined });
  expect(asked.slice(0, 6).map(({ input }) => input)).toEqual([
    { kind: 'row', row: 7 },
    { kind: 'text', text: 'a text' },
    { kind: 'values', values: [1, null] },
    { kind: 'values', values: { age: 31 } },
    { kind: 'image', bytes: expect.any(Blob) },
    { kind: 'image', bytes: expect.any(ArrayBuffer) },
  ]);
  expect(asked.slice(6).map(({ options }) => options)).toEqual([
    { budget: { samples: 100 }, outputs: ['yes'], background: { rows: 50 }, explainer: undefined },
    { budget: undefined, outputs: 'all', background: expect.any(File) },
  ]);
});

test.each([
  ['a row that is none', { input: -1 }],
  ['a kind that is none', { input: { kind: 'x', age: 31 } }],
  ['an inherited kind', { input: { kind: undefined } }],
  ['no input', {}],
  ['cells in cells', { input: [[1]] }],
  ['a budget of nothing', { input: 1, options: { budget: -1 } }],
  ['no rows to compare with', { input: 1, options: { background: 0.5 } }],
  ['a photo that may grow', { input: growing }],
  ['a photo that may grow, with its kind', { input: { kind: 'image', bytes: growing } }],
  ['a table that may grow', { input: 1, options: { background: { name: 'b.csv', bytes: growing } } }],
  ['a view for cells', { input: new Uint8Array(3) }],
  ['a view for cells, with their kind', { input: { kind: 'values', values: new Uint8Array(3) } }],
  ['a Blob for cells', { input: { kind: 'values', values: new Blob(['x']) } }],
  ['a Blob for options', { input: 1, options: new Blob(['x']) }],
  ['a buffer for a budget', { input: 1, options: { budget: new ArrayBuffer(3) } }],
  ['a view for groups', { input: 1, options: { groups: new Uint8Array(3) } }],
])('and %s is refused', (_, more) => {
  const { raw } = meet();
  expect(raw({ oriel: 1, id: 1, type: 'explain', ...more })).toMatchObject([{ type: 'error', problem: 'schema' }]);
});

test('what may be left out may be null', () => {
  const { raw, done } = meet();
  const head = { oriel: 1, type: 'explain' };
  const options = {
    ...{ explainer: null, explainerOptions: null, outputs: null, space: null, groups: null, background: null },
    ...{ seed: null, budget: null, fresh: null },
  };
  const budget = { samples: null, milliseconds: null, error: null };
  const bytes = new ArrayBuffer(2);
  expect(
    raw(
      { ...head, id: 1, input: 1, options: null },
      { ...head, id: 2, input: 1, options },
      { ...head, id: 3, input: { kind: 'image', name: null, bytes }, options: { budget } },
      { ...head, id: 4, type: 'open', model: 'credit', data: null, card: null },
    ),
  ).toEqual([]);
  // No field is null any more, which others would take for a value.
  expect(done.slice(1).map(([, request]) => request)).toEqual([
    { ...head, id: 1, input: { kind: 'row', row: 1 } },
    { ...head, id: 2, input: { kind: 'row', row: 1 }, options: {} },
    { ...head, id: 3, input: { kind: 'image', bytes }, options: { budget: {} } },
    { ...head, id: 4, type: 'open', model: 'credit' },
  ]);
});

test('what is no look says nothing, and a theme that is none is refused', () => {
  const { raw, done } = meet();
  const theme = (theme: unknown) => raw({ oriel: 1, id: 0, type: 'theme', theme });
  expect(theme({ colours: 'null', chart: '', accent: null, text: 'teal' })).toEqual([]);
  expect(done.slice(1)).toEqual([['theme', { text: 'teal' }]]);
  for (const none of [new Blob(['x']), new Uint8Array(3), []])
    expect(theme(none)).toMatchObject([{ type: 'error', problem: 'schema' }]);
});

test('a model whose file may grow is refused, and not left without an answer', () => {
  const { raw } = meet();
  const open = (id: number, model: unknown) => raw({ oriel: 1, id, type: 'open', model });
  expect(open(1, { name: 'm', bytes: growing })).toMatchObject([{ id: 1, type: 'error', problem: 'schema' }]);
  expect(open(2, [{ name: 'm', bytes: growing }])).toMatchObject([{ id: 2, type: 'error', problem: 'schema' }]);
});

test('a file counts as large as it is, and its name too', () => {
  const { raw } = meet();
  const open = (id: number, file: unknown) => raw({ oriel: 1, id, type: 'open', model: [file] });
  expect(open(1, { name: 'm', bytes: new Blob(['x']) })).toEqual([]);
  expect(open(2, { name: 'm'.repeat(1001), bytes: new Blob(['x']) })).toMatchObject([{ problem: 'schema' }]);
  const large = new Blob([new Uint8Array(16 * MEGABYTE)]);
  const pieces = Math.floor(widgetLimits.fromHost.megabytes / 16) + 1;
  const whole = new Blob(Array(pieces).fill(large));
  expect(open(3, { name: 'm', bytes: whole })).toMatchObject([{ problem: 'size' }]);
});

describe('before both have greeted', () => {
  const silent = () => {
    const { host, frame, deliver } = channel();
    const { done, acts } = noting();
    createFrameSide({ port: frame, acts, engine: '', say: ({ key }) => key, now: () => 0 });
    return { host, frame, deliver, done };
  };

  test('nothing that is asked is acted on', () => {
    const { host, frame, deliver, done } = silent();
    host.postMessage({ oriel: 1, id: 1, type: 'explain', input: row }, []);
    host.postMessage({ oriel: 1, id: 0, type: 'theme', theme: {} }, []);
    deliver();
    expect(done).toEqual([]);
    expect(frame.sent).toMatchObject([
      { id: 1, type: 'error', problem: 'handshake' },
      { id: 0, type: 'error', problem: 'handshake' },
    ]);
  });

  test('a version that the frame did not offer, or that is not the newest of both, ends it', () => {
    for (const [version, versions] of [
      [2, [1, 2]],
      [1, [2, 3]],
      [null, [2, 3]],
    ] as const) {
      const { host, frame, deliver, done } = silent();
      host.postMessage({ oriel: 1, id: 0, type: 'hello', version, versions }, []);
      host.postMessage({ oriel: 1, id: 1, type: 'explain', input: row }, []);
      deliver();
      expect(done).toEqual([]);
      expect(frame.sent).toMatchObject([
        { type: 'error', problem: 'version' },
        { type: 'bye', reason: 'version' },
      ]);
      expect(frame.closed).toBe(true);
    }
  });
});

test('a second greeting changes nothing', () => {
  const { raw, done } = meet();
  expect(raw({ oriel: 1, id: 0, type: 'hello', version: 1, versions: [1, 1] })).toMatchObject([
    { type: 'error', problem: 'handshake' },
  ]);
  expect(done).toEqual([['begin', null]]);
});

test('where host and frame speak no version in common, the host says so and learns why', () => {
  const { hostPort, ends, done } = meet({ version: null, frameVersions: [2, 3] });
  expect(hostPort.sent).toMatchObject([{ type: 'hello', version: null, versions: [1, 1] }, { type: 'bye' }]);
  expect(ends).toEqual(['version']);
  expect(done).toEqual([]);
});

test('a request is heard once: one that is repeated, or comes from before, is refused', () => {
  const { raw, done } = meet();
  const first = { oriel: 1, id: 5, type: 'predict', input: row };
  expect(raw(first, first, { ...first, id: 4 }, { ...first, id: 6 })).toMatchObject([
    { id: 5, type: 'error', problem: 'repeated' },
    { id: 4, type: 'error', problem: 'repeated' },
  ]);
  expect(done.filter(([what]) => what === 'request')).toHaveLength(2);
});

test('no more requests are taken than can be kept in mind, and a host of ours sends no more', () => {
  const { raw, host, done } = meet();
  const asks = Array.from({ length: widgetLimits.requests + 1 }, (_, i) => ({
    oriel: 1,
    id: i + 1,
    type: 'predict',
    input: row,
  }));
  expect(raw(...asks)).toMatchObject([{ id: asks.length, type: 'error', problem: 'busy' }]);
  expect(done.filter(([what]) => what === 'request')).toHaveLength(widgetLimits.requests);
  const ids = asks.map(() => host.ask({ type: 'predict', input: row }));
  expect(ids.indexOf(0)).toBe(widgetLimits.requests);
});

test('a flood is read as far as the rate goes, and is told so once a second', () => {
  const { raw, done, time } = meet();
  const theme = { oriel: 1, id: 0, type: 'theme', theme: { colours: 'dark' } };
  const said: unknown[] = [];
  for (let second = 0; second < 5; second += 1) {
    for (let i = 0; i < 10_000; i += 100) {
      said.push(...raw(...Array(100).fill(theme)));
      time.pass(10);
    }
  }
  const { aSecond, atOnce } = widgetLimits.fromHost;
  const read = done.filter(([what]) => what === 'theme').length;
  expect(read).toBeGreaterThanOrEqual(atOnce);
  expect(read).toBeLessThanOrEqual(atOnce + 5 * aSecond);
  expect(said.length).toBeGreaterThanOrEqual(4);
  expect(said.length).toBeLessThanOrEqual(6);
  expect(said).toMatchObject(said.map(() => ({ id: 0, type: 'error', problem: 'rate' })));
  // Afterwards all is as before.
  time.pass(10_000);
  expect(raw({ oriel: 1, id: 1, type: 'predict', input: row })).toEqual([]);
  expect(done.at(-1)?.[0]).toBe('request');
});

test('progress beyond what a host takes is left out, and the result arrives', () => {
  const { host, frame, deliver, heard } = meet();
  const id = host.ask({ type: 'explain', input: row });
  deliver();
  for (let i = 0; i < 10_000; i += 1) frame.answer({ id, type: 'progress', part: null, estimate: null });
  frame.answer(result(id));
  deliver();
  expect(heard.filter(({ type }) => type === 'progress').length).toBeLessThanOrEqual(widgetLimits.fromHost.atOnce);
  expect(heard.at(-1)).toMatchObject({ id, type: 'result' });
});

test('a height is said once, whole, and within bounds', () => {
  const { frame, deliver, heard } = meet();
  for (const height of [100.2, 100.9, 101, 50, -3, 1e9, Number.POSITIVE_INFINITY]) frame.resize(height);
  deliver();
  expect(heard.slice(1).map((message) => (message as unknown as { height: number }).height)).toEqual([
    101,
    50,
    0,
    widgetLimits.height,
  ]);
});

describe('a side that', () => {
  test('answers lives on, however long it takes', () => {
    const { host, frame, deliver, ends, done } = meet();
    for (let i = 0; i < 20; i += 1) {
      host.tick();
      frame.tick();
      deliver();
    }
    expect([ends, done]).toEqual([[], [['begin', null]]]);
  });

  test('does not answer is taken for gone, and nothing more is asked of it', () => {
    const { host, hostPort, frame, framePort, ends, done } = meet();
    host.ask({ type: 'explain', input: row });
    for (let i = 0; i <= widgetLimits.missedPings; i += 1) {
      host.tick();
      frame.tick();
    }
    expect(ends).toEqual(['silent']);
    expect(done.at(-1)).toEqual(['end', null]);
    expect([hostPort.closed, framePort.closed]).toEqual([true, true]);
    expect(host.ask({ type: 'explain', input: row })).toBe(0);
  });

  test('says goodbye is not heard again', () => {
    const { host, frame, deliver, done, framePort, ends } = meet();
    host.ask({ type: 'explain', input: row });
    host.end();
    deliver();
    expect(ends).toEqual(['done']);
    expect(done.map(([what]) => what)).toEqual(['begin', 'request', 'end']);
    expect(frame.answer(result(1))).toBe(false);
    frame.tick();
    frame.resize(3);
    frame.end();
    expect(framePort.sent).toHaveLength(1);
  });
});

test('a host hears no answer to what it did not ask, or of another kind', () => {
  const { host, framePort, deliver, heard } = meet();
  const id = host.ask({ type: 'predict', input: row });
  const answer = { ...result(id), oriel: 1 };
  for (const message of [
    { ...answer, id: id + 1 },
    { oriel: 1, id, type: 'progress', part: null, estimate: null },
    { oriel: 1, id, type: 'ready', engine: '', model: null },
    { oriel: 1, id: 0, type: 'ready', engine: '', model: null },
    { ...answer, prediction: { outputs: [], values: [Number.NaN] } },
    { ...answer, oriel: 2 },
  ])
    framePort.postMessage(message, []);
  deliver();
  expect(heard).toHaveLength(1);
  framePort.postMessage(answer, []);
  framePort.postMessage(answer, []);
  deliver();
  expect(heard).toHaveLength(2);
});

describe('a port', () => {
  const head = (type: string) => ({ oriel: 1, id: 0, type });
  const portOf = () => new MessageChannel().port1;

  test('is handed over to serve another frame, and to use its engine', () => {
    const { host, deliver, done } = meet();
    expect([host.serve(portOf()), host.engine(portOf()), host.engine(null)]).toEqual([true, true, true]);
    deliver();
    expect(done.slice(1).map(([what]) => what)).toEqual(['serve', 'engine', 'engine']);
    expect(done.slice(1).map(([, port]) => port instanceof MessagePort)).toEqual([true, true, false]);
  });

  test.each([
    ['in another message', (port: MessagePort) => ({ ...head('ping'), answer: false, port })],
    ['in another field', (port: MessagePort) => ({ ...head('serve'), ports: port })],
    ['in a list', (port: MessagePort) => ({ ...head('serve'), port: [port] })],
    ['beside another', (port: MessagePort) => ({ ...head('engine'), port, other: portOf() })],
    ['deeper', (port: MessagePort) => ({ ...head('engine'), port, other: { port } })],
    ['for itself', (port: MessagePort) => port],
  ])('is let through nowhere else: %s', (_, message) => {
    const { hostPort, framePort, deliver, done } = meet();
    const sent = message(portOf());
    hostPort.postMessage(sent, portsIn(sent));
    deliver();
    expect(framePort.sent.at(-1)).toMatchObject({ type: 'error', problem: 'size' });
    expect(done).toEqual([['begin', null]]);
  });

  test.each([undefined, 7, {}, 'port', null])('is needed to serve: %j is none', (port) => {
    const { raw, done } = meet();
    expect(raw({ ...head('serve'), port })).toMatchObject([{ type: 'error', problem: 'schema' }]);
    expect(done).toEqual([['begin', null]]);
  });
});

test('what cannot be sent throws, and leaves nothing waiting', () => {
  const { host, ends } = meet();
  expect(() => host.ask({ type: 'predict', input: { kind: 'text', text: (() => {}) as never } })).toThrow();
  host.end();
  expect(ends).toEqual(['done']);
});
