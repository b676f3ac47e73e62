import type { ExplainRequest, InputChoice, TextChoice } from '../../engine/protocol.ts';
import { type AppState, editedColumns, type Settings, type Subject } from '../state.ts';
import { requestedOutputs } from '../wording/classes.ts';
import { spacesFor } from './explainer-choice.ts';

/**
 * The row, photo or text of a subject as the engine takes it; null while a photo has not been
 * opened, or nothing is typed.
 */
export function inputOf(subject: Subject): InputChoice | null {
  if (subject.study.card.input.kind === 'image') {
    const handle = subject.photos[subject.photo]?.handle;
    return handle ? { kind: 'picture', picture: handle } : null;
  }
  if (subject.study.card.input.kind === 'text')
    return subject.text.trim() === '' ? null : { kind: 'text', text: subject.text };
  if (editedColumns(subject).some(Boolean)) return { kind: 'values', values: subject.edited };
  return { kind: 'row', row: subject.row };
}

/** The space chosen, where the explainer has it for the subject. */
const spaceOf = ({ explainer, space }: Settings, { study }: Subject) =>
  spacesFor(explainer, study).includes(space) ? space : 'output';

const textChoice = ({ players, hide, window }: Settings): TextChoice => ({
  players,
  window,
  ...(hide !== 'auto' && { absent: hide }),
});

/**
 * What to ask the engine for, from what is chosen on the page. Null while there is nothing to
 * explain.
 */
export function requestOf(
  state: Pick<AppState, 'subject' | 'settings' | 'prediction' | 'chosenClass'>,
): ExplainRequest | null {
  const { subject, settings } = state;
  const input = subject && inputOf(subject);
  if (!subject || !input) return null;
  const { kind } = subject.study.card.input;
  const options = settings.options[settings.explainer];
  return {
    study: subject.study.handle,
    input,
    explainer: { name: settings.explainer, ...(options && Object.keys(options).length > 0 ? { options } : {}) },
    outputs: requestedOutputs(subject.study, state.prediction, state.chosenClass),
    space: spaceOf(settings, subject),
    seed: settings.seed,
    budget: {
      ...(settings.samples === null ? {} : { samples: settings.samples }),
      ...(settings.milliseconds === null ? {} : { milliseconds: settings.milliseconds }),
      ...(settings.error === null ? {} : { error: settings.error }),
    },
    ...(kind === 'image' && { image: { segments: settings.segments, fill: settings.fill } }),
    ...(kind === 'tabular' && { background: settings.background }),
    ...(kind === 'text' && { text: textChoice(settings) }),
    backend: settings.backend,
  };
}
