import { asksCoalitions } from '../../explainers/asks-coalitions.ts';
import type { ExplainOptions, Input, RowInput, TextChoice } from '../../library/index.ts';
import { requestedOutputs } from '../../wording/classes.ts';
import { editedColumns } from '../edits.ts';
import type { Settings } from '../settings.ts';
import type { AppState, Topic } from '../state.ts';
import { descriptionOf, familyOf, spacesFor } from './explainer-choice.ts';

/**
 * A topic's row, photo or text as a model takes it; null while a photo has not been opened, or
 * nothing is typed. A row is its number until it is edited.
 */
export function inputOf(topic: Topic): Input | null {
  const { kind } = topic.study.card.input;
  if (kind === 'image') return topic.photos[topic.photo]?.opened ?? null;
  if (kind === 'text') return topic.text.trim() === '' ? null : { text: topic.text };
  return rowOf(topic);
}

/** A row of a table as a model takes it: its number until it is edited. */
export const rowOf = (topic: Topic): RowInput => (editedColumns(topic).some(Boolean) ? topic.edited : topic.row);

/** The space chosen, if the explainer has it for the topic; else the model's own units. */
const spaceOf = ({ explainer, space }: Settings, { study }: Topic) =>
  spacesFor(explainer, study).includes(space) ? space : 'output';

/** Whether players of a sequence can be chosen: LIME explains columns alone. */
export const playsSequence = ({ explainer }: Settings, { study }: Topic): boolean =>
  study.sequence !== undefined && familyOf(explainer) !== 'lime';

/** Whether what stands for absent columns can be chosen: some explainers have settled it. */
export const choosesAbsent = ({ explainer }: Settings, { study }: Topic): boolean => {
  const description = descriptionOf(explainer);
  return study.card.input.kind === 'tabular' && (!description || asksCoalitions(description));
};

/** Whether absent columns are drawn given the present ones. */
export const isConditional = (settings: Settings, topic: Topic): boolean =>
  settings.absent === 'conditional' && choosesAbsent(settings, topic);

const conditional = ({
  imputer,
  draws,
  conditionalRows,
}: Settings): Pick<ExplainOptions, 'tabular' | 'background'> => ({
  tabular: { absent: 'conditional', draws, ...(imputer !== 'auto' && { imputer }) },
  background: { rows: conditionalRows, method: 'sample' },
});

const textChoice = ({ players, hide, window }: Settings): TextChoice => ({
  players,
  window,
  ...(hide !== 'auto' && { absent: hide }),
});

/** What the page's choices ask for; null if there is nothing to explain. */
export function optionsOf(
  state: Pick<AppState, 'topic' | 'settings' | 'prediction' | 'chosenClass'>,
): ExplainOptions | null {
  const { topic, settings } = state;
  if (!topic || inputOf(topic) === null) return null;
  const { kind } = topic.study.card.input;
  const options = settings.options[settings.explainer];
  return {
    explainer: settings.explainer,
    ...(options && Object.keys(options).length > 0 && { explainerOptions: options }),
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
    ...(isConditional(settings, topic) && conditional(settings)),
    ...(playsSequence(settings, topic) && { sequence: { players: settings.sequencePlayers } }),
    ...(kind === 'text' && { text: textChoice(settings) }),
    backend: settings.backend,
  };
}
