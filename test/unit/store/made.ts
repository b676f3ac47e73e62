import type { Explanation } from '../../../src/records/record.ts';
import { recordId } from '../../../src/records/record-id.ts';
import { type Deciding, familyId, NUMERICS, requestId } from '../../../src/records/request.ts';
import type { ValueOf } from '../../../src/store/kinds.ts';

export const MODEL = 'a'.repeat(64);
export const OTHER_MODEL = 'b'.repeat(64);

/** A sealed record; another `number`, another id. */
export async function madeRecord(number: number, over: Partial<Explanation> = {}): Promise<Explanation> {
  const record: Explanation = {
    schema: 'oriel.explanation/1',
    id: '',
    created: '2026-01-01T00:00:00.000Z',
    model: { name: 'm', sha256: MODEL, format: 'onnx' },
    input: { kind: 'tabular', sha256: 'c'.repeat(64), columns: ['a', 'ü'], values: [number, null], row: number },
    background: { sha256: 'd'.repeat(64), rows: 2, method: 'sample', seed: 1 },
    players: ['a', 'ü'],
    groups: JSON.parse('{ "__proto__": ["a"], "constructor": ["ü"] }'),
    outputs: ['yes'],
    space: 'output',
    explainer: { requested: 'auto', name: 'kernel-shap', options: {}, why: '' },
    seed: 1,
    modelOutput: [0.1 + 0.2],
    base: [0.5],
    prediction: [0.30000000000000004],
    attributions: [[0.1, -0.3]],
    standardErrors: [[0.01, 0.002]],
    additivityResidual: [5e-324],
    fidelity: {},
    coalitions: 64,
    calls: 128,
    stopped: 'samples',
    milliseconds: 3.5,
    backend: { name: 'wasm', adapter: null, why: '' },
    runtime: 'r',
    engine: 'e',
    ...over,
  };
  return { ...record, id: await recordId(record) };
}

export const madeDeciding = (over: Partial<Deciding> = {}): Deciding => ({
  model: MODEL,
  input: 'c'.repeat(64),
  background: 'd'.repeat(64),
  outputs: ['yes'],
  space: 'output',
  groups: null,
  masker: {},
  explainer: { name: 'kernel-shap', options: { l1: 'none' } },
  seed: 1,
  samples: 64,
  error: 0.01,
  curves: true,
  numerics: NUMERICS,
  ...over,
});

/** A request that a record answered, with a sampler's state. */
export async function madeRequest(
  record: string,
  over: Partial<Deciding> = {},
): Promise<{ id: string; value: ValueOf<'request'> }> {
  const request = madeDeciding(over);
  const whole = Float64Array.from({ length: 1_000 }, (_, i) => i / 3);
  whole.set([Number.NaN, -0, Number.POSITIVE_INFINITY], 4);
  const state = {
    values: whole.subarray(4, 8),
    bits: Uint32Array.of(1, 2 ** 31),
    at: -0,
    best: Number.NEGATIVE_INFINITY,
  };
  const value = { request, family: await familyId(request), record, nested: true, state };
  return { id: await requestId(request), value };
}

/** Bytes that cannot be made smaller. */
export function noise(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let state = seed;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** A model of one file. */
export async function madeModel(bytes: Uint8Array<ArrayBuffer>): Promise<ValueOf<'model'>> {
  const sha256 = await hashOf(bytes);
  const files = [{ name: 'model.onnx', sha256, bytes: bytes.length }];
  return { sha256, name: 'm', format: 'onnx', files, card: { schema: 'oriel.card/1', classes: ['no', 'yes'] } };
}

/** A time that goes on by itself. */
export function clock(): () => number {
  let time = 1_000;
  return () => time++;
}
