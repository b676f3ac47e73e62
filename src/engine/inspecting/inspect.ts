import { version } from '../../../package.json';
import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import { counted } from '../../numerics/filled.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { Explanation } from '../../records/record.ts';
import type { InspectionProgress } from '../protocol.ts';
import { BLOCK, createAsking } from './asking.ts';
import { checkInspection } from './check-inspection.ts';
import { chooseRows } from './chosen-rows.ts';
import { compareModels, compareRows, EXPLAINED, sharedSpace } from './comparing.ts';
import { curveOf, curveOfTwo } from './draw-curves.ts';
import { createExplaining, type Explaining, importanceFound } from './explaining.ts';
import { failingRows } from './failing-rows.ts';
import { readsStructure, spaceOf } from './gather.ts';
import { inTurns } from './in-turns.ts';
import type { InspectJob } from './inspect-job.ts';
import { judge, judgeSteps, outputAskedFor, outputOf } from './judge.ts';
import { checkComparable, pickRows } from './other-model.ts';
import { chooseOthers } from './other-rows.ts';
import { permute } from './permute.ts';
import { givenColumns, groupsBy } from './table-columns.ts';
import { carriedGaps, treatedGroups } from './treated.ts';

const CURVES = 5;
/** Columns whose values change places. */
const PERMUTED = 30;
/** Rows by which is said, for a first impression, what a model goes by. */
const FIRST_EXPLAINED = 500;
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
  let fresh: Pick<InspectionProgress, 'rows' | 'explained'> = {};

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

  const order = random.fork('explained').shuffle(counted(count));
  const width = columns.length;
  let answered = 0;
  let told: number | null = null;
  let pause: number = MILLISECONDS_BETWEEN;
  const asked = outputAskedFor(study, request);
  let explaining = asked === null || !explainedTogether(asked) ? null : explainingOf(asked);

  try {
    // In an order of chance: those that are answered or explained by any time are a sample of all.
    const answers = await asking.answers(chosen.data, count, {
      ...(count > BLOCK && { order }),
      async heard(rows, all) {
        answered = rows;
        if (rows < count && !found) await firstImpression(order.slice(0, rows), all);
        tell('answers', rows, count);
      },
    });
    if (!answers) return ended('cancelled');
    const output = outputOf(study, request, answers);
    const together = explainedTogether(output);
    const wanted = wantedOf(together);
    explaining ??= explainingOf(output);
    // Long blocks keep the evaluators busy while answers are judged.
    if (together && count > BLOCK && !(await explaining.until(Math.min(wanted, 2 * BLOCK)))) return ended('cancelled');
    const judging = await inTurns(judgeSteps({ study, request, truth: chosen.truth, answers }), isOn);
    if (!judging) return ended('cancelled');
    const judged = judging.value;
    warnings.push(...judged.warnings);
    if (!(await isOn())) return ended('cancelled');
    const treated = treatedGroups(grouped, judged);
    // Meanwhile the evaluators are given more.
    if (!(await isOn())) return ended('cancelled');
    const failing = judged.errors && plain<Inspection['errors']>(failingRows(columns, judged.errors, random));
    if (!(await isOn())) return ended('cancelled');
    now({
      output: outputs[output],
      table: { ...inspection.table, used: count, known },
      threshold: judged.threshold,
      performance: judged.performance,
      fairness: treated,
      errors: failing,
    });
    found = true;
    const { rows: numbers, truth, data: values } = chosen;
    fresh = { rows: { rows: numbers, answers, truth, values, explained: null } };
    tell('answers', count, count, true);

    const isComplete = await explaining.until(wanted);
    const gathered = explaining.latest;
    const importance = gathered && (await importanceFound(gathered, chosen.population, isOn));
    if (!gathered || !importance) return ended('cancelled');
    const places = order.subarray(0, gathered.rows);
    const { players, values: attributions, errors, base } = gathered;
    fresh = { explained: { places, players, values: attributions, errors, base } };
    now({ importance, fairness: carriedGaps(treated, grouped, { attributions: gathered, places }) });
    tell('attributions', gathered.rows, wanted, true);
    if (!isComplete) return ended('cancelled');
    // Whoever draws what a model goes by has the cores first: the rest takes long.
    await job.told();
    if (!(await isOn())) return ended('cancelled');
    const compared = { job, request, chosen, order, gathered, output, study, answers, judged };
    if (others) {
      const told = (done: number, total: number) => tell('against', done, total);
      const against = await compareRows({ ...compared, counted: calledFor, told }, others);
      if (!against) return ended('cancelled');
      now({ against });
      tell('against', against.explained, against.explained, true);
    }
    if (otherModel) {
      const told = (done: number, total: number) => tell('model', done, total);
      const againstModel = await compareModels({ ...compared, counted: calledFor, told }, otherModel, (by, calls) => {
        own += calls;
        if (!by) return;
        now({ againstModel: by.found });
        tell('model', 0, by.found.rows, true);
      });
      if (!againstModel) return ended('cancelled');
      now({ againstModel });
      tell('model', againstModel.explained, againstModel.explained, true);
    }

    const byImportance = (inspection.importance?.players ?? []).map(({ name }) =>
      columns.findIndex((column) => column.name === name),
    );
    if (known > 0) {
      const most = byImportance.filter((at) => at >= 0).slice(0, PERMUTED);
      const permutation = await permute(
        { asking, chosen, columns, judged, answers, random, told: (done) => tell('permutation', done, most.length) },
        most,
      );
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
  } finally {
    // Blocks may still be under way where it ended for another reason.
    await explaining?.end();
  }

  function explainedTogether(output: number): boolean {
    return readsStructure(opened, request, { space: spaceOf(opened, request, output), output });
  }

  function wantedOf(together: boolean): number {
    return Math.min(count, request.explained ?? (together ? count : EXPLAINED));
  }

  function explainingOf(output: number): Explaining {
    const together = explainedTogether(output);
    const wanted = wantedOf(together);
    const first = together ? FIRST_EXPLAINED : 1;
    const rowAt = (at: number) => chosen.data.subarray(order[at] * width, (order[at] + 1) * width);
    return createExplaining(
      {
        ...job,
        request,
        output,
        rows: order.slice(0, wanted).map((at) => chosen.rows[at]),
        rowAt,
        one: async (...asked) => calledFor(await job.one(...asked)),
      },
      async (partial) => {
        const begun = performance.now();
        const isDue = told === null ? partial.rows >= first : begun - told > pause;
        const importance =
          isDue && partial.rows < wanted ? await importanceFound(partial, chosen.population, isOn) : null;
        if (importance) now({ importance });
        if (answered < count) tell('answers', answered, count, importance !== null);
        else tell('attributions', partial.rows, wanted, importance !== null);
        if (!importance) return;
        told = performance.now();
        // A small part of the time goes into what is only for now.
        pause = Math.max(MILLISECONDS_BETWEEN, 20 * (told - begun));
      },
    );
  }

  /** How good it is, and what it goes by, as far as some rows tell. */
  async function firstImpression(some: Int32Array, all: Float64Array): Promise<void> {
    const own = Float64Array.from(some, (at) => chosen.truth[at]);
    const { performance, threshold } = judge({
      study,
      request,
      truth: own,
      answers: pickRows(all, some, outputs.length),
    });
    const ownKnown = own.filter((one) => !Number.isNaN(one)).length;
    now({ performance, threshold, table: { ...inspection.table, used: some.length, known: ownKnown } });
    found = true;
    tell('answers', some.length, count, true);
    if (asked !== null) await explaining?.until(Math.min(FIRST_EXPLAINED, count));
  }

  /** Counts what a row's explanation asked the model for. */
  function calledFor(record: Explanation): Explanation {
    own += record.calls;
    return record;
  }
}

/** What only differs in what may be written to. */
const plain = <T>(value: unknown): T => value as T;
