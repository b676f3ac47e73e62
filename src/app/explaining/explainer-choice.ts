import type { Study } from '../../engine/protocol.ts';
import type { ExplainerDescription } from '../../explainers/explainer.ts';
import { explainers } from '../../explainers/index.ts';
import type { Space } from '../../games/game.ts';

/**
 * The explainer left to the engine: the exact one where it fits, else the estimate. It is of the
 * SHAP family.
 */
export const automatic = 'auto';

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

/** What a family's button chooses. */
export const firstOf = (study: Study, family: ExplainerDescription['family']): string =>
  family === 'shap' ? automatic : methodsFor(study, family)[0].name;

/**
 * The description whose options are shown: of the explainer chosen, or of the one that "automatic"
 * falls back to.
 */
export const descriptionOf = (name: string): ExplainerDescription | undefined =>
  explainers.find((explainer) => explainer.name === name);

/**
 * Spaces in which an explainer can explain a study, the model's own units first: log-odds are for
 * probabilities, raw scores for models whose structure shows them. Automatic choice is among
 * explainers that take them all.
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
