import type { ExplainerDescription } from '../../explainers/explainer.ts';
import { explainers } from '../../explainers/index.ts';
import type { Space } from '../../games/game.ts';
import type { Study } from '../../library/index.ts';

/** Leaves it to the engine: an exact explainer if one fits, else an estimate; always SHAP. */
export const automatic = 'auto';

/** The explainer of pairs, and the chart that draws them. */
export const pairs = 'interactions';

const playersOf = (study: Study): number => study.columns.length;

function suits(explainer: ExplainerDescription, study: Study): boolean {
  if (explainer.structural && explainer.structural.needs !== study.structure?.kind) return false;
  if (explainer.derivatives && !study.derivatives.includes(explainer.derivatives)) return false;
  if (!explainer.inputs.includes(study.card.input.kind)) return false;
  return study.card.input.kind !== 'tabular' || playersOf(study) <= (explainer.maxPlayers ?? Number.POSITIVE_INFINITY);
}

/** Explainers of a family that can explain a study. */
export const methodsFor = (study: Study, family: ExplainerDescription['family']): readonly ExplainerDescription[] =>
  explainers.filter((explainer) => explainer.family === family && suits(explainer, study));

/** Families that have an explainer for a study, in the order of the explainers. */
export const familiesFor = (study: Study): readonly ExplainerDescription['family'][] => [
  ...new Set(explainers.filter((explainer) => suits(explainer, study)).map((explainer) => explainer.family)),
];

/** Whether an explainer can explain a study. */
export const fits = (name: string, study: Study): boolean =>
  name === automatic || explainers.some((explainer) => explainer.name === name && suits(explainer, study));

export const familyOf = (name: string): ExplainerDescription['family'] =>
  explainers.find((explainer) => explainer.name === name)?.family ?? 'shap';

/** The explainer that a family's button chooses. */
export const firstOf = (study: Study, family: ExplainerDescription['family']): string =>
  family === 'shap' ? automatic : methodsFor(study, family)[0].name;

/** What an explainer says of itself; undefined for the automatic choice, which has no options. */
export const descriptionOf = (name: string): ExplainerDescription | undefined =>
  explainers.find((explainer) => explainer.name === name);

/**
 * Spaces in which an explainer can explain a study, the model's own units first: log-odds are for
 * probabilities, raw scores for models whose structure shows them. The automatic choice is among
 * explainers that take all of them.
 */
export function spacesFor(name: string, study: Study): readonly Space[] {
  if (!(descriptionOf(name)?.links ?? true)) return ['output'];
  const raw = study.structure?.raw === true;
  return [
    'output',
    ...(raw ? (['raw'] as const) : []),
    ...(study.card.task === 'regression' ? [] : (['logit'] as const)),
  ];
}

/** Whether the pairs of so many players can be explained. */
export const hasPairs = (study: Study, players: number): boolean =>
  fits(pairs, study) && players > 1 && players <= (descriptionOf(pairs)?.maxPlayers ?? 0);
