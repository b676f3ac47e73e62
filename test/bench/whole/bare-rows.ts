import { english } from '../../../src/catalogue/english.ts';
import { parseCard } from '../../../src/data/card.ts';
import { parseCsv } from '../../../src/data/tables/csv.ts';
import { structuralChoice } from '../../../src/engine/jobs/choose-explainer.ts';
import { createMethodPreparer } from '../../../src/engine/jobs/structural.ts';
import { createPool } from '../../../src/engine/pool/pool.ts';
import { openStudy } from '../../../src/engine/studies/open.ts';
import { rowSubjects } from '../../../src/engine/subjects/tabular.ts';
import { spawnEvaluator } from '../../../src/engine/workers/spawn-evaluator.ts';
import { readOptions } from '../../../src/explainers/options.ts';
import { readOnnx } from '../../../src/models/onnx/reading/read.ts';
import type { Resampled } from './resampled.ts';

export interface BareRows {
  /** Has the evaluators explain all rows of the table. */
  explain(): Promise<void>;
  close(): void;
}

/**
 * The explainer of a model whose structure is read, and nothing else: evaluators that are ready,
 * given all rows of the table at once, in raw space.
 */
export async function openBareRows(
  { model, table, card }: Pick<Resampled, 'model' | 'table' | 'card'>,
  workers: number,
): Promise<BareRows> {
  const none = (): never => {
    throw new Error(`${model.name} needs more than a table`);
  };
  const read = await readOnnx(model.data, model.name);
  const raw = parseCsv(table.data, table.name);
  const study = await openStudy(
    { table: 'table', card: parseCard(JSON.parse(new TextDecoder().decode(card.data)), card.name) },
    read,
    { table: () => raw, vocabulary: none, probe: none },
  );
  if (study.kind !== 'tabular' || !study.structure) return none();
  const structural = { structure: study.structure, selected: [study.study.outputs.length - 1], space: 'raw' } as const;
  const choice = structuralChoice('auto', structural);
  if (!choice) return none();
  const pool = createPool({
    model: { file: model.name, bytes: study.bytes, binding: study.binding },
    backend: 'native',
    workers,
    spawn: () => spawnEvaluator(),
    note: (message) => console.error(english.text(message)),
  });
  const request = { study: '', explainer: { name: 'auto' }, outputs: 'default', seed: 0, budget: {} } as const;
  const subject = await (await rowSubjects(study, request)).subject(study.row(0), 0);
  const { description } = choice;
  const method = await createMethodPreparer()({
    pool,
    description,
    structural,
    subject,
    options: readOptions(description, undefined),
    seed: 0,
  });
  const { rows } = study.usable();
  const { signal } = new AbortController();
  // Once, so that every evaluator has opened the model and the code is warm.
  await pool.explain(
    method.spec,
    { ...rows, count: 256, data: rows.data.slice(0, 256 * rows.columns) },
    method.width,
    signal,
  );
  return {
    async explain() {
      await pool.explain(method.spec, rows, method.width, signal);
    },
    close: () => pool.close(),
  };
}
