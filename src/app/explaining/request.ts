import type { ExplainRequest, InputChoice, TextChoice } from '../../engine/protocol.ts';
import type { InputOrigin } from '../../library/own-input.ts';
import { editedColumns } from '../edits.ts';
import type { AppState, Settings, Topic } from '../state.ts';
import { requestedOutputs } from '../wording/classes.ts';
import { familyOf, spacesFor } from './explainer-choice.ts';

/**
 * A topic's row, photo or text as the engine takes it; null while a photo has not been opened, or
 * nothing is typed.
 */
export function inputOf(topic: Topic): InputChoice | null {
  if (topic.study.card.input.kind === 'image') {
    const handle = topic.photos[topic.photo]?.handle;
    return handle ? { kind: 'picture', picture: handle } : null;
  }
  if (topic.study.card.input.kind === 'text')
    return topic.text.trim() === '' ? null : { kind: 'text', text: topic.text };
  if (editedColumns(topic).some(Boolean)) return { kind: 'values', values: topic.edited };
  return { kind: 'row', row: topic.row };
}

/** Where an input is from: its row, where it is as in the data, or its photo. */
export const originOf = ({ photos, photo, study }: Topic, input: InputChoice): InputOrigin => ({
  row: input.kind === 'row' ? input.row : null,
  file: input.kind === 'picture' ? (photos[photo]?.name ?? null) : null,
  model: study.card.name,
});

/** The space chosen, if the explainer has it for the topic; else the model's own units. */
const spaceOf = ({ explainer, space }: Settings, { study }: Topic) =>
  spacesFor(explainer, study).includes(space) ? space : 'output';

/** Whether players of a sequence can be chosen: LIME explains columns alone. */
export const playsSequence = ({ explainer }: Settings, { study }: Topic): boolean =>
  study.sequence !== undefined && familyOf(explainer) !== 'lime';

const textChoice = ({ players, hide, window }: Settings): TextChoice => ({
  players,
  window,
  ...(hide !== 'auto' && { absent: hide }),
});

/** What the page's choices ask of the engine; null if there is nothing to explain. */
export function requestOf(
  state: Pick<AppState, 'topic' | 'settings' | 'prediction' | 'chosenClass'>,
): ExplainRequest | null {
  const { topic, settings } = state;
  const input = topic && inputOf(topic);
  if (!topic || !input) return null;
  const { kind } = topic.study.card.input;
  const options = settings.options[settings.explainer];
  return {
    study: topic.study.handle,
    input,
    explainer: { name: settings.explainer, ...(options && Object.keys(options).length > 0 ? { options } : {}) },
    outputs: requestedOutputs(topic.study, state.prediction, state.chosenClass),
    space: spaceOf(settings, topic),
    seed: settings.seed,
    budget: {
      ...(settings.samples === null ? {} : { samples: settings.samples }),
      ...(settings.milliseconds === null ? {} : { milliseconds: settings.milliseconds }),
      ...(settings.error === null ? {} : { error: settings.error }),
    },
    ...(kind === 'image' && { image: { segments: settings.segments, fill: settings.fill } }),
    ...(kind === 'tabular' && { background: settings.background }),
    ...(playsSequence(settings, topic) && { sequence: { players: settings.sequencePlayers } }),
    ...(kind === 'text' && { text: textChoice(settings) }),
    backend: settings.backend,
  };
}
