/**
 * Explains models in pages and under Node: `createOriel`, and what it gives.
 *
 * @module oriel
 */

import { loadLanguage } from '../catalogue/languages.ts';
import type { Message } from '../catalogue/message.ts';
import { spawnEngine } from '../engine/workers/spawn.ts';
import type { Store } from '../store/store.ts';
import { createLibrary, type Oriel } from './oriel.ts';

export type { Message } from '../catalogue/message.ts';
export type { Card } from '../data/card.ts';
export type {
  Budget,
  Cell,
  ChangeLimits,
  ChangeTarget,
  Comparison,
  ImageChoice,
  InspectedAttributions,
  InspectedRows,
  ListedColumn,
  ListedRow,
  Listing,
  OpenedModel,
  OpenedPicture,
  OpenedTable,
  OpenedVocabulary,
  Prediction,
  Question,
  RowCondition,
  RowKey,
  RowsProgress,
  RowsQuery,
  RowsWindow,
  SequenceChoice,
  SequencePlayers,
  Study,
  TabularChoice,
  TextChoice,
  WindowChoice,
} from '../engine/protocol.ts';
export { type ErrorCode, type ErrorKind, OrielError } from '../errors.ts';
export type { Counterfactual } from '../records/counterfactual.ts';
export type { Examples } from '../records/examples.ts';
export type {
  ClarifyResponse,
  ShapExplanation,
  ShapiqInteractionValues,
  VertexExplanation,
} from '../records/forms/index.ts';
export type { InspectedMeasure, Inspection } from '../records/inspection.ts';
export type { PartsCounterfactual } from '../records/parts-counterfactual.ts';
export type { Reasons } from '../records/reasons.ts';
export type { Explanation } from '../records/record.ts';
export type { Rule } from '../records/rule.ts';
export type { Imported } from '../store/exchange/import.ts';
export type { Log, LogEntry, LogNote, LogVerdict } from '../store/log.ts';
export { openMemoryStore } from '../store/memory.ts';
export type { Store, StoreOptions, Usage } from '../store/store.ts';
export type { Batch, BatchItem, BatchNumbers, BatchStatus } from './batch.ts';
export type { Verdict } from './compare-records.ts';
export type { CounterfactualEvents, CounterfactualJob, CounterfactualStatus } from './counterfactual-job.ts';
export type { CounterfactualOptions } from './counterfactual-options.ts';
export type { GivenFile } from './given-files.ts';
export type { ExamplesOptions, InquiryOptions, PartsOptions, RuleOptions } from './inquiry-options.ts';
export type { InspectOptions } from './inspect-options.ts';
export type { InspectionEvents, InspectionJob, InspectionStatus } from './inspection-job.ts';
export type { Job, JobEvents, JobStatus, Origin } from './job.ts';
export type { ModelTable, Range, RowsFile, Table, WorkOptions } from './model-table.ts';
export type {
  Background,
  ExplainOptions,
  Files,
  FilesByRole,
  Input,
  OpenOptions,
  PartedInput,
  RowInput,
} from './options.ts';
export type { Oriel } from './oriel.ts';
export type { AnswerOptions, OrielModel } from './oriel-model.ts';
export { QuestionsError } from './questions-error.ts';
export type { ReasonsOptions } from './reasons.ts';
export { type FormOptions, type RecordForms, recordAs } from './record-forms.ts';
export type { RecordEntry, Records, RecordsQuery } from './records.ts';
export type { ReplayOptions } from './replay.ts';
export { openBrowserStore, openFolderStore } from './stores.ts';

/**
 * How an Oriel is made.
 *
 * @example
 * const oriel = await createOriel({ store: await openFolderStore('kept'), lang: 'de' });
 */
export interface OrielOptions {
  /** Where explanations are kept. Default: in memory, until it is closed. */
  readonly store?: Store;
  /**
   * Whether every explanation is kept in the store (`all`, the default), or only what
   * `oriel.records.keep` is told (`asked`); what was made since it was created is found again
   * either way. `none` looks for nothing and keeps nothing.
   */
  readonly keep?: 'all' | 'asked' | 'none';
  /** Evaluators on the CPU. Default: as many as cores and memory allow. */
  readonly workers?: number;
  /** The language of `oriel.say`: `en` (the default), `de`, `fr`, `es` or `ar`. */
  readonly lang?: string;
  /**
   * Address of the folder with the workers' files and the .wasm beside them. Default: where the
   * package or the bundler put them.
   */
  readonly assets?: string | URL;
  /** Hears what a person should know of what is kept: what went to make room, what is damaged. */
  readonly tell?: (message: Message) => void;
}

/**
 * Starts the engine in workers of its own. Close it, or a process of Node does not end.
 *
 * @example
 * const oriel = await createOriel();
 * const model = await oriel.open(['gbt.onnx', 'data.csv']);
 * const { attributions, players } = await model.explain(384).result;
 * await oriel.close();
 */
export async function createOriel(options: OrielOptions = {}): Promise<Oriel> {
  const { workers, assets, lang, ...parts } = options;
  const language = await loadLanguage(lang === undefined ? [] : [lang]);
  const engine = spawnEngine({
    ...(workers !== undefined && { workers }),
    ...(assets !== undefined && { assets: String(assets) }),
  });
  return createLibrary({ engine, language, ...parts });
}
