import type { Card } from '../../data/card.ts';
import type { Column, Table } from '../../data/tables/table.ts';
import type { NumberedLevels } from '../../models/bind/index.ts';
import { nativePredictor } from '../../models/native.ts';
import type { Structure } from '../../structures/structure.ts';
import { fittingLevels, type Orders } from './fitting-levels.ts';
import { outcomesOf } from './known-outcomes.ts';

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

/** Orders of levels that were asked about, by what is known; null where nothing can tell. */
export function fittingOrders({ numbered, own, targets, card, structure }: Fit): Orders | null {
  const open = numbered.questions.flatMap(({ order }) => {
    const place = order ? own.columns.findIndex(({ name }) => name === order.column) : -1;
    return order && place >= 0 ? [{ name: order.column, place, levels: order.levels }] : [];
  });
  if (open.length === 0 || !targets || !structure) return null;
  const isRegression = card.task === 'regression';
  const predictor = nativePredictor(structure);
  return fittingLevels(open, { own, outcomes: outcomesOf(targets, card), isRegression, predictor });
}
