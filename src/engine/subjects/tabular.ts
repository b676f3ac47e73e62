import { sha256 } from '../../data/hash.ts';
import { chooseBackground } from '../../data/tables/choose-background.ts';
import type { columnHierarchy } from '../../data/tables/column-hierarchy.ts';
import { loaded } from '../../errors.ts';
import type { ConditionalGame, TabularGame } from '../../games/game.ts';
import { groupPlayers } from '../../games/groups.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';
import { idlePlayers } from '../../games/idle-players.ts';
import { limits } from '../../limits.ts';
import type { Numbers } from '../../numerics/numbers.ts';
import { createRandom } from '../../numerics/random.ts';
import type { ExplainRequest } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';
import { playedGroups } from './sequence-players.ts';
import type { Subject } from './subject.ts';

/** A request that names no background gets the largest one. */
const [, BACKGROUND_ROWS] = limits.backgroundRows;
const [, CONDITIONAL_ROWS] = limits.conditionalRows;

/** Subjects of one request's rows, which share the background and the players. */
export interface RowSubjects {
  /** `row`: its number where it is a row of the table. */
  subject(instance: Numbers, row: number | null): Promise<Subject>;
}

/** The latest ones of each study: commonly one row after another is explained alike. */
const latest = new WeakMap<TabularStudy, { readonly key: string; readonly subjects: Promise<RowSubjects> }>();

/** Chooses a request's background and players, for any number of rows. */
export function rowSubjects(study: TabularStudy, request: Omit<ExplainRequest, 'input'>): Promise<RowSubjects> {
  const { background, seed, groups, sequence, tabular } = request;
  // The background's own table may have been released by the next time.
  if (background?.table) return makeRowSubjects(study, request);
  const key = JSON.stringify([background, seed, groups, sequence, tabular]);
  const kept = latest.get(study);
  if (kept?.key === key) return kept.subjects;
  const subjects = makeRowSubjects(study, request);
  latest.set(study, { key, subjects });
  subjects.catch(() => {
    // What could not be loaded may be there the next time.
    if (latest.get(study)?.subjects === subjects) latest.delete(study);
  });
  return subjects;
}

async function makeRowSubjects(study: TabularStudy, request: Omit<ExplainRequest, 'input'>): Promise<RowSubjects> {
  // What few ask for is loaded when it is asked for.
  const imputing = request.tabular && (await import('./imputer.ts'));
  const drawing = imputing?.drawingOf(study, request) ?? null;
  const most = drawing ? CONDITIONAL_ROWS : BACKGROUND_ROWS;
  const choice = { ...(request.background ?? { method: 'sample' as const, rows: most }), most };
  const table = choice.table ? study.foreignRows(choice.table) : study.usable();
  const random = createRandom(request.seed).fork('background');
  const background = await chooseBackground(table, choice, random, !study.facts.takesMissing);
  const columns = study.study.columns.map((column) => column.name);
  const sequence = study.study.sequence ?? null;
  const groups = playedGroups(sequence, columns, request);
  const { names, playerOf } = groupPlayers(columns, groups);
  const seeded = choice.method !== 'all' && background.count < table.rows.count;
  const described = {
    sha256: await sha256(background.data),
    rows: background.count,
    method: choice.method,
    seed: seeded ? request.seed : null,
  };
  const drawn = drawing && imputing ? await imputing.fitDrawing(study, drawing, background) : null;
  const players = request.sequence?.players ?? 'cell';
  let tree: Hierarchy | null = null;
  let grow: typeof columnHierarchy | null = null;
  return {
    async subject(instance, row) {
      const game = { players: names.length, instance, background, playerOf };
      const masker: ConditionalGame | TabularGame =
        drawing && drawn
          ? { ...drawing, ...game, imputer: drawn.imputer, seed: request.seed }
          : { kind: 'tabular', ...game };
      return {
        masker,
        rowsPerCoalition: drawn?.rows ?? background.count,
        instance,
        explained: {
          kind: 'tabular',
          instance,
          // Only where they are wanted: over all rows of a large table they take a while.
          get statistics() {
            return study.statistics();
          },
        },
        players: names,
        groups,
        idle: idlePlayers(game),
        async loadHierarchy() {
          grow = (await loaded(import('../../data/tables/column-hierarchy.ts'))).columnHierarchy;
        },
        hierarchy(pulse) {
          if (!grow) throw new Error('the hierarchy of columns is loaded when it is needed');
          tree ??= grow(study.usable(), playerOf, names.length, pulse);
          return tree;
        },
        input: {
          kind: 'tabular',
          sha256: await sha256(instance),
          columns,
          values: [...study.decode(instance)],
          row,
          ...(sequence && { sequence: { ...sequence, features: [...sequence.features], players } }),
          ...(drawing && { absent: drawing }),
        },
        background: described,
        ...(drawn && { drawn: drawn.note }),
      };
    },
  };
}
