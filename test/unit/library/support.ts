import { readFileSync } from 'node:fs';
import { english } from '../../../src/catalogue/english.ts';
import { createEngine } from '../../../src/engine/engine.ts';
import { createEvaluator } from '../../../src/engine/evaluator/evaluator.ts';
import type { EngineApi } from '../../../src/engine/protocol.ts';
import { createLibrary, type OrielParts } from '../../../src/library/oriel.ts';
import { csvOf } from '../../support/stumps.ts';

/** The address of a shipped example's file. */
export const example = (path: string): URL => new URL(`../../../public/examples/${path}`, import.meta.url);

/** A file's bytes under a name. */
export const given = (path: string, name = path.slice(path.lastIndexOf('/') + 1)) => ({
  name,
  data: new Uint8Array(readFileSync(example(path))),
});

/** The first rows of the credit example's table, with one column's numbers moved. */
export function shifted(column: string, by: number, rows: number, name = 'other.csv') {
  const lines = new TextDecoder().decode(given('credit/data.csv').data).trim().split(/\r?\n/);
  const [header, ...cells] = lines.slice(0, rows + 1).map((line) => line.split(','));
  const at = header.indexOf(column);
  const moved = cells.map((row) => row.map((cell, own) => (own === at ? Number(cell) + by : cell)));
  return { name, data: csvOf([header, ...moved]) };
}

/**
 * An Oriel whose engine is the real one, in this thread, with one evaluator. `asked` counts what the
 * engine and its evaluators were asked for; the model answers once `before` has resolved.
 */
export function openLibrary(
  parts: Omit<OrielParts, 'engine' | 'language'> = {},
  before: () => Promise<void> = async () => {},
) {
  const asked = { explained: 0, valued: 0, closed: 0 };
  const spawn = () => {
    const real = createEvaluator();
    const value: typeof real.value = async (coalitions) => {
      await before();
      asked.valued += coalitions.count;
      return real.value(coalitions);
    };
    return { api: { ...real, value }, died: new Promise<Error>(() => {}), close: () => void asked.closed++ };
  };
  const real = createEngine({ workers: 1, spawn });
  const api: EngineApi = {
    ...real,
    explain: (...given) => {
      asked.explained++;
      return real.explain(...given);
    },
  };
  const engine = { api, died: new Promise<Error>(() => {}), close: () => void real.close() };
  return { oriel: createLibrary({ engine, language: english, ...parts }), asked };
}
