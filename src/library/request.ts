import type { BackgroundChoice, ExplainRequest } from '../engine/protocol.ts';
import type { ValueOf } from '../store/kinds.ts';
import type { ExplainOptions } from './options.ts';

/** A request of the engine's, for whichever input. */
export type EngineRequest = Omit<ExplainRequest, 'input'>;

/** What options ask of the engine; inputs and backgrounds are opened before. */
export function requestOf(
  study: string,
  options: ExplainOptions,
  background: BackgroundChoice | undefined,
): EngineRequest {
  const { explainer = 'auto', explainerOptions, outputs = 'default', seed = 0, budget = {} } = options;
  const { space, groups, image, text, tabular, sequence, curves, backend } = options;
  return {
    study,
    explainer: { name: explainer, ...(explainerOptions && { options: explainerOptions }) },
    outputs,
    seed,
    budget,
    ...(space !== undefined && { space }),
    ...(groups !== undefined && { groups }),
    ...(background && { background }),
    ...(image && { image }),
    ...(text && { text }),
    ...(tabular && { tabular }),
    ...(sequence && { sequence }),
    ...(curves !== undefined && { curves }),
    ...(backend !== undefined && { backend }),
  };
}

/** What a request asks of players that its record does not say. */
export function choicesOf({ image, text }: Pick<ExplainRequest, 'image' | 'text'>): ValueOf<'request'>['choices'] {
  if (image) return { segments: image.segments };
  if (text?.players === undefined && text?.window === undefined) return undefined;
  const { players, window } = text;
  return { ...(players !== undefined && { players }), ...(window !== undefined && { window }) };
}
