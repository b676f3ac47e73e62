import { type Message, message } from '../../catalogue/message.ts';
import { OrielError } from '../../errors.ts';
import type { Imputer, Rows } from '../../games/game.ts';
import { limits } from '../../limits.ts';
import type { ExplainRequest, ImputerName } from '../protocol.ts';
import type { TabularStudy } from '../studies/study.ts';

/** Rows drawn for a combination unless a request says otherwise: as many as a background has. */
const DRAWS = 100;
/** Columns up to which drawing from a copula, cubic in them, takes some milliseconds. */
const COPULA_COLUMNS = 256;

/** How absent columns are drawn given the present ones, as requests decide and records say it. */
export interface Drawing {
  readonly kind: 'conditional';
  readonly imputer: ImputerName;
  readonly draws: number;
}

/** What a background says of its columns together, for any of its rows and any other. */
export interface Drawn {
  readonly imputer: Imputer;
  /** Rows of the model that a coalition takes. */
  readonly rows: number;
  /** What a person must know of values whose absent columns are drawn. */
  readonly note: Message;
}

/**
 * What a request asks for; null where absent columns take the background's values. Throws
 * `request-invalid` for what does not fit the columns, or the limits.
 */
export function drawingOf(
  { study: { columns } }: Pick<TabularStudy, 'study'>,
  { tabular = {}, background }: Pick<ExplainRequest, 'tabular' | 'background'>,
): Drawing | null {
  const { absent = 'marginal', imputer, draws = DRAWS } = tabular;
  if (absent === 'marginal') {
    const alone = imputer !== undefined ? 'imputer' : tabular.draws !== undefined ? 'draws' : null;
    if (alone) throw invalid(message('engine.conditional.alone', { name: alone }));
    return null;
  }
  const [least, most] = limits.draws;
  if (!(Number.isInteger(draws) && draws >= least && draws <= most))
    throw invalid(message('engine.conditional.draws', { least, most, draws }));
  if (background?.method === 'k-means') throw invalid(message('engine.conditional.kMeans'));
  const categories = columns.filter(({ kind }) => kind === 'categorical').map(({ name }) => name);
  const isWide = columns.length > COPULA_COLUMNS;
  if (imputer === 'gaussian-copula') {
    if (categories.length > 0) throw invalid(message('engine.conditional.categories', { columns: categories }));
    if (isWide) throw invalid(message('engine.conditional.columns', { most: COPULA_COLUMNS, columns: columns.length }));
  }
  const standard = categories.length > 0 || isWide ? 'nearest-rows' : 'gaussian-copula';
  return { kind: absent, imputer: imputer ?? standard, draws };
}

/** Fits what the background says of its columns together. */
export async function fitDrawing(
  { study: { columns } }: Pick<TabularStudy, 'study'>,
  { imputer, draws }: Drawing,
  background: Rows,
): Promise<Drawn> {
  const drawn = (fitted: Imputer, rows: number): Drawn => ({
    imputer: fitted,
    rows,
    note: message('engine.conditional.note', {
      imputer: imputer === 'nearest-rows' ? 'nearest' : 'copula',
      draws: rows,
    }),
  });
  if (imputer === 'gaussian-copula') {
    const { fitCopula } = await import('../../games/gaussian-copula.ts');
    return drawn(fitCopula(background), draws);
  }
  const { fitNearest } = await import('../../games/nearest-rows.ts');
  const categorical = Uint8Array.from(columns, ({ kind }) => (kind === 'categorical' ? 1 : 0));
  return drawn(fitNearest(background, categorical), Math.min(draws, background.count));
}

const invalid = (text: Message): OrielError => new OrielError('request-invalid', { text });
