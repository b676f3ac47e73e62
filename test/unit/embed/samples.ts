/** A message of each kind, in order, from which others are made by damaging them. */
const head = (id: number, type: string) => ({ oriel: 1, id, type });
const photo = new TextEncoder().encode('photo').buffer;
/** A buffer of which no file and no photo can be made. */
export const growing: ArrayBuffer = Reflect.construct(ArrayBuffer, [5, { maxByteLength: 10 }]);
const result = {
  prediction: { outputs: ['no', 'yes'], values: [0.25, 0.75] },
  record: {
    schema: 'oriel.explanation/1',
    id: 'f'.repeat(32),
    players: ['a', 'constructor'],
    outputs: ['yes'],
    attributions: [[0.5, -0.25]],
    base: [0.5],
    prediction: [0.75],
    input: { kind: 'tabular', values: null },
  },
};

export const fromHost: readonly Readonly<Record<string, unknown>>[] = [
  { ...head(0, 'hello'), version: 1, versions: [1, 1] },
  { ...head(1, 'open'), model: 'credit' },
  {
    ...head(2, 'open'),
    model: [{ name: 'm.onnx', bytes: photo }],
    data: { name: 'd.csv', bytes: photo },
    card: { schema: 'oriel.card/1', features: [{ name: 'a', levels: ['x', 'y'] }] },
  },
  { ...head(3, 'predict'), input: { kind: 'row', row: 7 } },
  { ...head(4, 'predict'), input: { kind: 'values', values: [1, 'x', null] } },
  {
    ...head(5, 'explain'),
    input: { kind: 'values', values: { a: 1, constructor: 'x' } },
    options: {
      ...{ explainer: 'kernel-shap', explainerOptions: { paired: false }, outputs: ['yes'], space: 'logit', seed: 3 },
      ...{ groups: { g: ['a', 'b'] }, background: { rows: 5 }, budget: { samples: 10, milliseconds: 60, error: 0 } },
    },
  },
  { ...head(6, 'explain'), input: { kind: 'image', name: 'cat.jpg', bytes: photo } },
  { ...head(6, 'explain'), input: 'a text', options: { budget: 50, outputs: 'yes', background: 5, explainer: null } },
  { ...head(6, 'explain'), input: 'a text', options: { budget: { samples: 50, error: null }, seed: null } },
  { ...head(6, 'explain'), input: new Blob(['photo']) },
  {
    ...head(7, 'explain'),
    input: { kind: 'text', text: 'a text' },
    options: { background: { name: 'b', bytes: photo }, fresh: true },
  },
  head(5, 'status'),
  head(6, 'cancel'),
  {
    ...head(0, 'theme'),
    theme: {
      ...{ colours: 'dark', letters: 'rgb(0, 0, 0)', background: '#fff', text: 'rgb(0 0 0 / 50%)', accent: 'teal' },
      ...{ font: '"Inter", sans-serif', radius: '4px', lang: 'de-AT', chart: 'bars' },
    },
  },
  { ...head(0, 'serve'), port: new MessageChannel().port1 },
  { ...head(0, 'engine'), port: new MessageChannel().port1 },
  { ...head(0, 'engine'), port: null },
  { ...head(0, 'ping'), answer: false },
  { ...head(0, 'bye'), reason: 'done' },
];

/** A copy with ports of its own, since a port can be handed over once. */
export function copyOf(value: unknown): unknown {
  if (value instanceof MessagePort) return new MessageChannel().port1;
  if (
    typeof value !== 'object' ||
    value === null ||
    ArrayBuffer.isView(value) ||
    value instanceof ArrayBuffer ||
    value instanceof Blob
  )
    return structuredClone(value);
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, copyOf(one)]));
}

/** All ports in a message, which are handed over with it. */
export function portsIn(value: unknown): MessagePort[] {
  if (value instanceof MessagePort) return [value];
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  return [...new Set(Object.values(value).flatMap(portsIn))];
}

export const fromFrame: readonly Readonly<Record<string, unknown>>[] = [
  { ...head(0, 'ready'), engine: 'oriel 0', model: null },
  {
    ...head(1, 'ready'),
    engine: 'oriel 0',
    model: { name: 'm', kind: 'tabular', sha256: '0'.repeat(64), outputs: ['yes'], columns: ['a'] },
  },
  { ...head(2, 'result'), ...result, record: null },
  { ...head(3, 'progress'), part: 0.5, estimate: { attributions: [[0.5]], standardErrors: [[0.25]] } },
  { ...head(3, 'result'), ...result },
  { ...head(0, 'result'), ...result },
  { ...head(3, 'error'), problem: 'failed', text: 'a text' },
  { ...head(3, 'status'), state: 'running' },
  { ...head(0, 'resize'), height: 300 },
  { ...head(0, 'ping'), answer: true },
  { ...head(0, 'bye'), reason: 'done' },
];
