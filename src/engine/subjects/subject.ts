import { sha256 } from '../../data/hash.ts';
import { modelPicture, toModelInput } from '../../data/pictures/resize.ts';
import { chooseBackground } from '../../data/tables/background.ts';
import { columnHierarchy } from '../../data/tables/column-clusters.ts';
import { OrielError } from '../../errors.ts';
import type { ExplainedInput } from '../../explainers/explainer.ts';
import type { MaskerSpec, Rows } from '../../games/game.ts';
import { groupPlayers } from '../../games/groups.ts';
import type { Hierarchy } from '../../games/hierarchy.ts';
import { idlePlayers } from '../../games/reduce.ts';
import { createRandom } from '../../numerics/random.ts';
import type { Explanation } from '../../records/record.ts';
import { engineWords } from '../../words/en.ts';
import type { ExplainRequest, InputChoice } from '../protocol.ts';
import type { ShelvedPicture, StudyState, TabularStudy } from '../studies/study.ts';
import { imageSubject } from './image.ts';
import { textInstance, textSubject } from './text.ts';

/** Background of a request that names none. */
const BACKGROUND_ROWS = 100;

/**
 * What is explained, ready for the game: the masker, what the explainer may know, and the record's
 * part about it.
 */
export interface Subject {
  readonly masker: MaskerSpec;
  readonly rowsPerCoalition: number;
  /** The input itself, as one row of the model's. */
  readonly instance: Float32Array;
  readonly explained: ExplainedInput;
  readonly players: readonly string[];
  readonly idle: readonly boolean[];
  /** A tree of the players by likeness; made when an explainer asks for it. */
  hierarchy(): Hierarchy;
  readonly input: Explanation['input'];
  readonly background: Explanation['background'];
  /** What a person should know of how the input was taken. */
  readonly notes?: readonly string[];
}

type Pictures = (handle: string) => ShelvedPicture;

/**
 * The input as one row of numbers for the model. Throws where the row does not exist or cannot be
 * read.
 */
export function instanceOf(study: StudyState, input: InputChoice, pictures: Pictures): Float32Array {
  if (study.kind === 'image') {
    if (input.kind !== 'picture') throw new OrielError('request-invalid', { text: engineWords.wrongInput('pictures') });
    return toModelInput(modelPicture(pictures(input.picture).picture, study.binding.image), study.binding.image);
  }
  if (study.kind === 'text') {
    if (input.kind !== 'text') throw new OrielError('request-invalid', { text: engineWords.wrongInput('text') });
    return textInstance(study, input.text);
  }
  if (input.kind === 'row') return study.row(input.row);
  if (input.kind === 'values') return study.encode(input.values);
  throw new OrielError('request-invalid', { text: engineWords.wrongInput('table rows') });
}

export async function subjectOf(study: StudyState, request: ExplainRequest, pictures: Pictures): Promise<Subject> {
  switch (study.kind) {
    case 'tabular':
      return tabularSubject(study, request, pictures);
    case 'image':
      if (request.input.kind !== 'picture')
        throw new OrielError('request-invalid', { text: engineWords.wrongInput('pictures') });
      return imageSubject(study, request, pictures(request.input.picture));
    case 'text':
      if (request.input.kind !== 'text')
        throw new OrielError('request-invalid', { text: engineWords.wrongInput('text') });
      return textSubject(study, request, request.input.text);
  }
}

async function tabularSubject(study: TabularStudy, request: ExplainRequest, pictures: Pictures): Promise<Subject> {
  const instance = instanceOf(study, request.input, pictures);
  return (await tabularGround(study, request)).subject(
    instance,
    request.input.kind === 'row' ? request.input.row : null,
  );
}

/** What all rows of one request share: the background and the players. */
export interface TabularGround {
  readonly background: Rows;
  /** A row of the model's, and its number where it is one of the table's. */
  subject(instance: Float32Array, row: number | null): Promise<Subject>;
}

/** The ground that was made last, by study: one row after another is commonly explained on it. */
const grounds = new WeakMap<TabularStudy, { readonly key: string; readonly ground: Promise<TabularGround> }>();

export function tabularGround(study: TabularStudy, request: Omit<ExplainRequest, 'input'>): Promise<TabularGround> {
  const { background, seed, groups } = request;
  // Another table may be gone by the next time.
  if (background?.table) return makeGround(study, request);
  const key = JSON.stringify([background, seed, groups]);
  const kept = grounds.get(study);
  if (kept?.key === key) return kept.ground;
  const ground = makeGround(study, request);
  grounds.set(study, { key, ground });
  return ground;
}

async function makeGround(study: TabularStudy, request: Omit<ExplainRequest, 'input'>): Promise<TabularGround> {
  const choice = request.background ?? { method: 'sample', rows: BACKGROUND_ROWS };
  const table = choice.table ? study.foreignRows(choice.table) : study.usable();
  const random = createRandom(request.seed).fork('background');
  const background = chooseBackground(table, choice, random, !study.facts.takesMissing);
  const { names, playerOf } = groupPlayers(
    study.study.columns.map((column) => column.name),
    request.groups ?? null,
  );
  const seeded = choice.method !== 'all' && background.count < table.rows.count;
  const columns = study.study.columns.map((column) => column.name);
  const described = {
    sha256: await sha256(background.data),
    rows: background.count,
    method: choice.method,
    seed: seeded ? request.seed : null,
  };
  return {
    background,
    async subject(instance, row) {
      const masker: MaskerSpec = { kind: 'tabular', players: names.length, instance, background, playerOf };
      return {
        masker,
        rowsPerCoalition: background.count,
        instance,
        explained: { kind: 'tabular', instance, statistics: study.statistics() },
        players: names,
        idle: idlePlayers(masker),
        hierarchy: () => columnHierarchy(study.usable(), playerOf, names.length),
        input: { kind: 'tabular', sha256: await sha256(instance), columns, values: [...study.decode(instance)], row },
        background: described,
      };
    },
  };
}
