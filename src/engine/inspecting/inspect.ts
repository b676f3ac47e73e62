import { version } from '../../../package.json';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { Explanation } from '../../records/record.ts';
import { shiftsOf } from '../../whole-model/drift.ts';
import { errorTree } from '../../whole-model/error-tree.ts';
import { fairnessOf } from '../../whole-model/fairness.ts';
import { gapsOf } from '../../whole-model/gaps.ts';
import { groupsWithin } from '../../whole-model/groups.ts';
import { type Attributions, importanceOf, permutationImportance } from '../../whole-model/importance.ts';
import type { OpenedPool } from '../backends/study-pools.ts';
import type { MethodPreparer } from '../jobs/structural.ts';
import type { InspectionProgress, InspectRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { createAsking } from './asking.ts';
import { checkInspection } from './check-inspection.ts';
import { chooseRows } from './chosen-rows.ts';
import { curveOf, curveOfTwo } from './draw-curves.ts';
import { type Gathered, gather, readsStructure, spaceOf } from './gather.ts';
import { judge } from './judge.ts';
import { checkComparable, compareAnswers, compareAttributions } from './other-model.ts';
import { chooseOthers, type OtherRows } from './other-rows.ts';
import { givenColumns, groupsBy } from './table-columns.ts';

/** Another model of the same table. */
export type OtherModel = Pick<InspectJob, 'study' | 'opened' | 'one'>;

export interface InspectJob {
  readonly study: TabularStudy;
  readonly request: InspectRequest;
  readonly opened: OpenedPool;
  readonly prepareMethod: MethodPreparer;
  /** The model that it is compared with. */
  readonly other: OtherModel | null;
  readonly signal: AbortSignal;
  /** Gives way to others; says whether to go on. */
  readonly isOn: () => Promise<boolean>;
  /** Explains one row by itself: of the table by its number, or of another one. */
  readonly one: (row: number | Numbers, output: number, space: Explanation['space']) => Promise<Explanation>;
  readonly progress: (update: InspectionProgress) => void;
}

/** Rows that are explained unless it is said how many: one by one they take long. */
const EXPLAINED = 100;
const CURVES = 5;
/** Rows and columns whose values change places, and how often. */
const PERMUTED = { rows: 1000, columns: 30, times: 2 } as const;
/** Rows that the tree of errors is made of. */
const MOST_IN_TREE = 10_000;
/** Between partial results while rows are explained. */
const MILLISECONDS_BETWEEN = 500;

/** Inspects a model part by part. Cancelled, it is what was found by then. */
export async function inspect(job: InspectJob): Promise<Inspection> {
  const { study, opened, signal, isOn, other: otherModel } = job;
  const { seed } = job.request;
  checkInspection(job.request);
  if (otherModel) checkComparable(study, otherModel.study);
  // What two models go by can be compared where it adds up alike.
  const request = otherModel ? { ...job.request, space: sharedSpace(job, otherModel) } : job.request;
  const start = performance.now();
  const random = createRandom(seed).fork('inspection');
  const chosen = chooseRows(study, request, random.fork('rows'));
  const columns = givenColumns(study, chosen);
  const others = chooseOthers(study, request, { columns, random: random.fork('others') });
  const { outputs } = study.study;
  const grouped = (request.protected ?? study.card.protected ?? [])
    .filter((name) => request.protected !== undefined || study.whole.header.includes(name))
    .map((name) => groupsBy(study, name, chosen, columns));
  const asking = createAsking(study, opened, { signal, isOn });
  const count = chosen.rows.length;
  let own = 0;
  /** News of single rows. */
  let fresh: Pick<InspectionProgress, 'rows'> = {};

  const known = chosen.truth.filter((one) => !Number.isNaN(one)).length;
  let inspection: Inspection = {
    schema: 'oriel.inspection/1',
    created: new Date().toISOString(),
    model: { name: study.facts.file, sha256: study.study.model, format: study.facts.format },
    task: study.card.task,
    classes: study.card.task === 'regression' ? null : [...(study.card.classes ?? outputs)],
    table: {
      file: study.whole.file,
      rows: study.study.rows,
      used: count,
      known,
      trained: chosen.heldOut ? 'no' : 'unknown',
    },
    output: outputs[0],
    threshold: null,
    seed,
    warnings: [],
    performance: null,
    importance: null,
    permutation: null,
    curves: null,
    together: null,
    fairness: null,
    errors: null,
    ...(others && { against: others.found }),
    calls: 0,
    stopped: 'running',
    milliseconds: 0,
    engine: `oriel ${version}`,
  };
  const warnings: Message[] = [];
  if (known > 0 && !chosen.heldOut) warnings.push(message('inspecting.maybeTrained'));
  if (known === 0) warnings.push(message('inspecting.nothingKnown'));
  const now = (change: Partial<Inspection>): void => {
    const calls = asking.calls + own;
    inspection = { ...inspection, ...change, warnings: [...warnings], calls, milliseconds: performance.now() - start };
  };
  const tell = (phase: InspectionProgress['phase'], done: number, total: number, grown = false): void => {
    const milliseconds = performance.now() - start;
    job.progress({ phase, done, total, milliseconds, inspection: grown ? inspection : null, ...fresh });
    fresh = {};
  };
  const ended = (stopped: 'done' | 'cancelled'): Inspection => {
    if (stopped === 'cancelled' && !found) throw new OrielError('failure-cancelled');
    now({ stopped });
    return inspection;
  };
  let found = false;

  const answers = await asking.answers(chosen.data, count, (done) => tell('answers', done, count));
  if (!answers) return ended('cancelled');
  const judged = judge({ study, request, truth: chosen.truth, answers, random });
  const { output } = judged;
  warnings.push(...judged.warnings);
  const treated = groups();
  now({
    output: outputs[output],
    threshold: judged.threshold,
    performance: judged.performance,
    fairness: treated,
    errors: judged.errors && plain(treeOf(judged.errors)),
  });
  found = true;
  const { rows: numbers, truth, data: values } = chosen;
  const looked = { rows: numbers, answers, truth, values };
  fresh = { rows: { ...looked, explained: null } };
  tell('answers', count, count, true);

  // In an order of chance: those that are explained by any time are a sample of all.
  const space = spaceOf(opened, request, output);
  const together = readsStructure(opened, request, { space, output });
  const wanted = Math.min(count, request.explained ?? (together ? count : EXPLAINED));
  const order = random
    .fork('explained')
    .shuffle(Int32Array.from({ length: count }, (_, at) => at))
    .slice(0, wanted);
  let told = performance.now();
  let pause: number = MILLISECONDS_BETWEEN;
  const importance = (gathered: Gathered): Inspection['importance'] =>
    plain({
      rows: gathered.rows,
      space: gathered.space,
      explainer: gathered.explainer,
      exact: gathered.exact,
      players: importanceOf(gathered, chosen.population),
    });
  const gathered = await gather({
    study,
    request,
    opened,
    prepareMethod: job.prepareMethod,
    output,
    rows: order.map((at) => chosen.rows[at]),
    signal,
    isOn,
    one: counted,
    grown(partial) {
      const begun = performance.now();
      const grown = partial.rows < wanted && begun - told > pause;
      if (grown) now({ importance: importance(partial) });
      tell('attributions', partial.rows, wanted, grown);
      if (!grown) return;
      told = performance.now();
      // A small part of the time goes into what is only for now.
      pause = Math.max(MILLISECONDS_BETWEEN, 20 * (told - begun));
    },
  });
  if (gathered) {
    const places = order.subarray(0, gathered.rows);
    const { players, values: attributions, errors, base } = gathered;
    fresh = { rows: { ...looked, explained: { places, players, values: attributions, errors, base } } };
    now({ importance: importance(gathered), fairness: treated && carried(treated, gathered, places) });
    tell('attributions', gathered.rows, wanted, true);
  }
  if (!gathered || gathered.rows < wanted) return ended('cancelled');
  if (others) {
    const moved = await compare(others, gathered);
    if (!moved) return ended('cancelled');
    now({ against: moved });
    tell('against', moved.explained, moved.explained, true);
  }

  if (otherModel) {
    const againstModel = await compareModels(otherModel, gathered);
    if (!againstModel) return ended('cancelled');
    now({ againstModel });
    tell('model', againstModel.explained, againstModel.explained, true);
  }

  const byImportance = (inspection.importance?.players ?? []).map(({ name }) =>
    columns.findIndex((column) => column.name === name),
  );
  if (known > 0) {
    const permutation = await permute(byImportance.filter((at) => at >= 0).slice(0, PERMUTED.columns));
    if (!permutation) return ended('cancelled');
    now({ permutation });
    tell('permutation', permutation.length, permutation.length, true);
  }
  const drawing = { asking, columns, data: chosen.data, outputs: outputs.length, output, random };
  const drawnFor = byImportance.filter((at) => at >= 0).slice(0, request.curves ?? CURVES);
  const curves: NonNullable<Inspection['curves']> = [];
  for (const column of drawnFor) {
    const curve = await curveOf(drawing, column);
    if (!curve) return ended('cancelled');
    curves.push(curve);
    now({ curves: [...curves] });
    tell('curves', curves.length, drawnFor.length, true);
  }
  const [first, second] = drawnFor.filter((column) => columns[column].levels === null);
  if (first !== undefined && second !== undefined) {
    const pair = await curveOfTwo(drawing, [first, second]);
    if (signal.aborted) return ended('cancelled');
    now({ together: pair });
  }
  return ended('done');

  function groups(): Inspection['fairness'] {
    const { scores, positive, threshold } = judged;
    if (!scores || threshold === null || grouped.length === 0) return null;
    return grouped.map(({ columns: names, groups: all }) =>
      plain({ ...fairnessOf({ columns: names, groups: all, scores, truth: positive, threshold }), gaps: null }),
    );
  }

  /** With the columns that carry the differences, over the rows that are explained. */
  function carried(
    found: NonNullable<Inspection['fairness']>,
    attributions: Attributions,
    places: Int32Array,
  ): Inspection['fairness'] {
    return found.map((one, at) => {
      const sets = groupsWithin(grouped[at].groups, places).map(({ rows }) => rows);
      return { ...one, gaps: plain(gapsOf(attributions, sets)) };
    });
  }

  async function counted(...asked: Parameters<InspectJob['one']>): Promise<Explanation> {
    const record = await job.one(...asked);
    own += record.calls;
    return record;
  }

  /** Which attributions are others in another table's rows, explained alike; null where stopped. */
  async function compare(other: OtherRows, reference: Gathered): Promise<Inspection['against'] | null> {
    const some = other.rows.slice(0, request.explained ?? (together ? other.rows.length : EXPLAINED));
    const found = await gather({
      study: other.study,
      request,
      opened,
      prepareMethod: job.prepareMethod,
      output,
      rows: some,
      signal,
      isOn,
      one: (row, ofOutput, inSpace) => counted(other.study.row(row), ofOutput, inSpace),
      grown: ({ rows }) => tell('against', rows, some.length),
    });
    if (!found || found.rows < some.length) return null;
    return { ...other.found, explained: found.rows, moved: plain(shiftsOf(reference, found)) };
  }

  /** What another model makes of the same rows; null where stopped. */
  async function compareModels(
    other: OtherModel,
    reference: Gathered,
  ): Promise<NonNullable<Inspection['againstModel']> | null> {
    const theirs = createAsking(other.study, other.opened, { signal, isOn });
    const compared = await compareAnswers(
      {
        own: { study, answers: answers as Float64Array, judged },
        chosen,
        other,
        asking: theirs,
        request,
        random,
      },
      (done) => tell('model', done, count),
    );
    own += theirs.calls;
    if (!compared) return null;
    now({ againstModel: compared.found });
    tell('model', 0, compared.found.rows, true);
    const { output: theirOutput, takes } = compared;
    const all = readsStructure(other.opened, request, { space: reference.space, output: theirOutput });
    const shared = Int32Array.from({ length: reference.rows }, (_, at) => at)
      .filter((at) => takes[order[at]] === 1)
      .slice(0, request.explained ?? (all ? reference.rows : EXPLAINED));
    const explained = await gather({
      study: other.study,
      request,
      opened: other.opened,
      prepareMethod: job.prepareMethod,
      output: theirOutput,
      rows: shared.map((at) => chosen.rows[order[at]]),
      signal,
      isOn,
      one: async (row, ofOutput, inSpace) => {
        const record = await other.one(row, ofOutput, inSpace);
        own += record.calls;
        return record;
      },
      grown: ({ rows }) => tell('model', rows, shared.length),
    });
    if (!explained || explained.rows < shared.length) return null;
    // Of the rows that might have been chosen it takes as large a part as of those that were.
    const population = (chosen.population * compared.found.rows) / count;
    return plain(compareAttributions(compared, { own: reference, other: explained, rows: shared }, population));
  }

  /** Of very many rows, some are enough to see where a model fails. */
  function treeOf(errors: Float64Array): ReturnType<typeof errorTree> {
    if (count <= MOST_IN_TREE) return errorTree(columns, errors);
    const all = Int32Array.from({ length: count }, (_, at) => at);
    const some = random.fork('tree').shuffle(all).slice(0, MOST_IN_TREE).sort();
    const pick = (values: Float64Array): Float64Array => Float64Array.from(some, (at) => values[at]);
    const picked = columns.map((column) => ({ ...column, values: pick(column.values) }));
    return errorTree(picked, pick(errors));
  }

  /** Changes a column's values about between rows whose answer is known. */
  async function permute(chosenColumns: readonly number[]): Promise<Inspection['permutation']> {
    const width = columns.length;
    const rows = random
      .fork('permuted')
      .shuffle(Int32Array.from({ length: count }, (_, at) => at).filter((at) => !Number.isNaN(chosen.truth[at])))
      .slice(0, PERMUTED.rows);
    const losses = judged.losses(answers as Float64Array, rows, rows);
    const changes: ReturnType<typeof permutationImportance>[] = [];
    for (const [at, column] of chosenColumns.entries()) {
      const permuted: Float64Array[] = [];
      for (let time = 0; time < PERMUTED.times; time++) {
        const data = new Float64Array(rows.length * width);
        const from = random.fork(`permuted ${column} ${time}`).shuffle(rows.slice());
        for (const [to, row] of rows.entries()) {
          data.set(chosen.data.subarray(row * width, (row + 1) * width), to * width);
          data[to * width + column] = chosen.data[from[to] * width + column];
        }
        const given = await asking.answers(data, rows.length);
        if (!given) return null;
        permuted.push(judged.losses(given, rows, null));
      }
      changes.push(permutationImportance(columns[column].name, losses, permuted));
      tell('permutation', at + 1, chosenColumns.length);
    }
    return changes.sort((a, b) => (b.increase.value ?? 0) - (a.increase.value ?? 0));
  }
}

/** The space that both would be explained in by themselves, else the models' own units. */
function sharedSpace({ opened, request, study }: InspectJob, other: OtherModel): Explanation['space'] {
  // Which output it is does not matter: a structure is read alike for all of them.
  const last = (one: TabularStudy): number => one.study.outputs.length - 1;
  const own = spaceOf(opened, request, last(study));
  const theirs = spaceOf(other.opened, request, last(other.study));
  return own === theirs ? own : 'output';
}

/** What only differs in what may be written to. */
const plain = <T>(value: unknown): T => value as T;
