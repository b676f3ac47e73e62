import { type Message, message } from '../../catalogue/message.ts';
import { sameName } from '../../data/tables/column-names.ts';
import { counterColumns, withoutColumns } from '../../data/tables/counter-column.ts';
import type { RawTable } from '../../data/tables/csv.ts';
import { namedAs } from '../../data/tables/recognise.ts';
import { hasUsualName } from '../../data/tables/target.ts';
import { featureNames } from '../../models/bind/tabular.ts';
import type { ModelFacts } from '../../models/model.ts';
import type { StudyChoice } from './study.ts';

/**
 * A table for a model: with the card's names for its columns, and without columns at the beginning
 * that only number the rows; `whole` has them. These stay where the model takes them or a person
 * means them: one of its columns is named so, or it would not have enough columns without.
 */
export function tableFor(
  table: RawTable,
  facts: ModelFacts,
  { card, target, answers }: StudyChoice,
): { readonly raw: RawTable; readonly whole: RawTable; readonly notices: readonly Message[] } {
  const named = [...(card?.features?.map(({ name }) => name) ?? []), ...(card?.target ? [card.target] : [])];
  const raw = named.length > 0 ? namedAs(table, named) : table;
  const counters = counterColumns(raw);
  if (counters === 0) return { raw, whole: raw, notices: [] };
  const names = featureNames(facts, card ?? null);
  const meant = [target, answers?.target].flatMap((name) => name || []);
  const wanted = [...named, ...(names ?? []), ...facts.inputs.map(({ name }) => name), ...meant];
  if (raw.header.slice(0, counters).some((name) => wanted.some((each) => sameName(each, name))))
    return { raw, whole: raw, notices: [] };
  const taken = raw.header.slice(counters);
  // A target among the M columns of a model without names: the counter is one of the model's.
  const width = names
    ? 0
    : facts.inputs.reduce((sum, { shape }) => sum + shape.slice(1).reduce<number>((n, size) => n * (size ?? 0), 1), 0);
  const hasTarget = meant.length > 0 || hasUsualName(taken[taken.length - 1]);
  if (taken.length < width || (taken.length === width && hasTarget)) return { raw, whole: raw, notices: [] };
  return {
    raw: withoutColumns(raw, counters),
    whole: raw,
    notices: raw.header.slice(0, counters).map((column) => message('data.counter', { column })),
  };
}
