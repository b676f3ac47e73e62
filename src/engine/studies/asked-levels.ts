import type { Card } from '../../data/card.ts';
import type { Column, Table } from '../../data/tables/table.ts';
import type { BindQuestion, NumberedLevels } from '../../models/bind/index.ts';
import type { ModelFacts } from '../../models/model.ts';
import { nativePredictor } from '../../models/native.ts';
import type { Structure } from '../../structures/structure.ts';
import { fittingLevels, type Orders } from './fitting-levels.ts';
import { outcomesOf } from './known-outcomes.ts';
import type { StudyChoice } from './study.ts';

/** A card with the orders of levels that it lacked and that were asked for. */
export function withLevels(card: Card, columns: readonly Column[], { questions, levels }: NumberedLevels): Card {
  const asked = new Set(questions.map(({ order }) => order?.column));
  if (asked.size === 0) return card;
  const features = card.features ?? columns.map(({ name }) => ({ name, kind: 'numeric' as const }));
  return {
    ...card,
    features: features.map((feature) => {
      const own = asked.has(feature.name) ? levels.get(feature.name) : undefined;
      return own ? { ...feature, kind: 'categorical', levels: [...own] } : feature;
    }),
  };
}

interface Fit {
  readonly numbered: NumberedLevels;
  readonly own: Table;
  readonly targets: Table | null;
  readonly card: Card;
  readonly structure: Structure | null;
}

/**
 * What an order that fits depends on beside the table's file: the model, and all that was chosen
 * but the orders themselves, since whichever of them is chosen, the same one fits.
 */
export function fitKey(
  { card, answers, target, outputTensor, trees, levels }: StudyChoice,
  { sha256 }: ModelFacts,
  { sheet, questions }: { readonly sheet: string | null; readonly questions: readonly BindQuestion[] },
): string {
  const open = new Set<string>(questions.flatMap(({ about, order }) => (order ? [about] : [])));
  const given = answers && Object.entries(answers).filter(([about]) => !open.has(about));
  return JSON.stringify({ sha256, sheet, card, answers: given?.sort(), target, outputTensor, trees, levels });
}

/** Orders of levels that were asked about, by what is known; null where nothing can tell. */
export function fittingOrders({ numbered, own, targets, card, structure }: Fit): Orders | null {
  const open = numbered.questions.flatMap(({ order }) => {
    const place = order ? own.columns.findIndex(({ name }) => name === order.column) : -1;
    const sorted = order?.likely.find(({ name }) => name === 'sorted')?.levels;
    return order && sorted && place >= 0 ? [{ name: order.column, place, levels: order.levels, sorted }] : [];
  });
  if (open.length === 0 || !targets || !structure) return null;
  const isRegression = card.task === 'regression';
  const predictor = nativePredictor(structure);
  return fittingLevels(open, { own, outcomes: outcomesOf(targets, card), isRegression, predictor });
}
