import type { Language } from '../../catalogue/language.ts';
import { type Presentation, type View, viewOf } from '../../charts/view.ts';
import type { Card } from '../../data/card.ts';
import type { Explanation } from '../../records/record.ts';
import { displayRecord } from '../../wording/display.ts';
import type { AppState, Shown } from '../state.ts';
import { explanationOnShow, isAbout } from './answer-on-show.ts';

/** A column of two rows, side by side. */
export interface BesideLine {
  readonly name: string;
  /** Whether the two rows differ in it. */
  readonly differs: boolean;
  readonly values: readonly [string, string];
  readonly effects: readonly [string, string];
}

export interface Beside {
  readonly views: readonly [View, View];
  /** Columns that differ first, those whose effects are furthest apart before all others. */
  readonly lines: readonly BesideLine[];
}

/** The two explanations side by side; else the row that has none, and whether it is under way. */
export type BesideOnShow =
  | { readonly shown: Shown; readonly other: Explanation }
  | { readonly row: number; readonly underWay: boolean };

type State = Pick<AppState, 'topic' | 'shown' | 'stale' | 'status' | 'compared'>;

/** What stands beside what: nothing is shown under the number of a row that it is not about. */
export function besideOnShow(state: State): BesideOnShow | null {
  const { topic, compared, status, stale } = state;
  if (!topic || compared?.study !== topic.study) return null;
  const shown = explanationOnShow(state);
  const working = status === 'loading' || status === 'explaining';
  if (!shown || !isAbout(shown, topic)) return { row: topic.row, underWay: working };
  const { row, record: other } = compared;
  return other ? { shown, other } : { row, underWay: working || (status === 'done' && !stale) };
}

/** Two records of one model as lines of a table. */
export function besideOf(
  records: readonly [Explanation, Explanation],
  card: Card,
  presentation: Presentation,
  language: Language,
): Beside {
  const view = (record: Explanation) =>
    viewOf(displayRecord(record, card, language), presentation, Number.POSITIVE_INFINITY, language);
  const views = [view(records[0]), view(records[1])] as const;
  const others = new Map(views[1].players.map((player) => [player.index, player]));
  const lines = views[0].players.flatMap((one) => {
    const other = others.get(one.index);
    if (!other) return [];
    const line: BesideLine = {
      name: one.name,
      differs: one.cell !== other.cell,
      values: [one.cell ?? '', other.cell ?? ''],
      effects: [views[0].format.effect(one.value, one.error), views[1].format.effect(other.value, other.error)],
    };
    return [{ line, apart: Math.abs(one.value - other.value) }];
  });
  lines.sort((a, b) => Number(b.line.differs) - Number(a.line.differs) || b.apart - a.apart);
  return { views, lines: lines.map(({ line }) => line) };
}
