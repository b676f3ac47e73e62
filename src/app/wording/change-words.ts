import type { Language } from '../../catalogue/language.ts';
import { type Message, message } from '../../catalogue/message.ts';
import { formatter } from '../../charts/format.ts';
import { isConditional, looksLikeProbability } from '../../charts/view.ts';
import { explainers } from '../../explainers/index.ts';
import { amountText, predictionText } from '../../wording/answer-sentence.ts';
import { classText } from '../../wording/class-words.ts';
import { type ClassChoice, placeInRecord, shownClass } from '../../wording/classes.ts';
import { nameAndUnit, valueText } from '../../wording/value-words.ts';
import type { AppState, Before, Shown, Topic } from '../state.ts';
import { isComparable, leadsBack, modelName } from './same-question.ts';

/** What the person's last change did. */
export interface Change {
  /** "68 % → 36 %"; the new number is left open while it is not known. */
  readonly numbers: string;
  /** What the numbers are of, where they do not say it themselves. */
  readonly label: string;
  /** What was changed. */
  readonly cause: string;
  /** Which reasons moved; empty where they cannot be compared. */
  readonly moved: string;
  /** The one that moved most, or what was changed: for a line of its own. */
  readonly brief: string;
  /** Whether what was before can be shown again. */
  readonly leadsBack: boolean;
}

type Now = Pick<
  AppState,
  'topic' | 'shown' | 'stale' | 'prediction' | 'chosenClass' | 'settings' | 'before' | 'examples'
>;

/** Changed values that are named one by one. */
const MOST_NAMED = 2;
/** A difference is told from none when it is this many standard errors wide. */
const TELL_APART = 2;

/** The change on show, in words; null where nothing changed, or other things would be compared. */
export function changeText(now: Now, language: Language): Change | null {
  const { before, topic } = now;
  if (!before || !topic || !isComparable(before.topic, topic)) return null;
  const { study } = topic;
  const { record } = before.shown;
  const first = shownClass(before.shown.study, before.chosenClass, record.modelOutput, record.outputs);
  const shown = now.shown && !now.stale && now.shown.study === study ? now.shown : null;
  const answer = shown
    ? { values: shown.record.modelOutput, names: shown.record.outputs }
    : now.prediction && { values: now.prediction.values, names: now.prediction.outputs };
  const second = answer && shownClass(study, now.chosenClass, answer.values, answer.names);
  const asked = { from: first.label, to: second?.label ?? now.chosenClass ?? first.label };
  const cause = causeOf(before, { ...now, topic }, asked, language);
  if (cause === null) return null;
  const same = second === null || second.label === first.label;
  const say = same ? amountText : predictionText;
  const from = say(before.shown.study.card, first, record.modelOutput[record.outputs.indexOf(first.output)], language);
  const at = answer && second ? answer.names.indexOf(second.output) : -1;
  const to = answer && second && at >= 0 ? say(study.card, second, answer.values[at], language) : null;
  const sides = shown && second && same && [sideOf(before.shown, first), sideOf(shown, second)];
  const samePlayers = (['players', 'hide', 'sequencePlayers'] as const).every(
    (name) => before.settings[name] === now.settings[name],
  );
  const moves = sides && samePlayers ? movesOf(sides[0], sides[1], language) : null;
  return {
    numbers: from === to ? language.say('page.change.same', { to }) : language.say('page.change.numbers', { from, to }),
    label: same && study.card.task !== 'regression' ? classText(study.card, first.label, language) : '',
    cause,
    moved: moves === null ? '' : movesText(moves, language),
    brief: moves?.items[0] ? language.text(moves.items[0]) : cause,
    leadsBack: leadsBack(before.topic, topic),
  };
}

/** What differs between before and now, the plainest first; null where nothing does. */
function causeOf(
  before: Before,
  now: Now & { readonly topic: Topic },
  asked: { readonly from: string; readonly to: string },
  language: Language,
): string | null {
  const { topic, settings } = now;
  const old = before.topic;
  const causes: (Message | string)[] = [];
  if (old.study !== topic.study) {
    const [from, to] = [old, topic].map((one) => modelName(one, now.examples, language));
    causes.push(message('page.change.model', { from, to }));
  }
  if (old.row !== topic.row) causes.push(message('page.change.row', { from: old.row, to: topic.row }));
  else causes.push(...valueCauses(before, topic, language));
  const [fromPhoto, toPhoto] = [old, topic].map(({ photos, photo }) => photos[photo]?.name);
  if (fromPhoto !== toPhoto) causes.push(message('page.change.photo', { from: fromPhoto, to: toPhoto }));
  if (old.text !== topic.text) causes.push(message('page.change.text'));
  if (before.chosenClass !== now.chosenClass && asked.from !== asked.to) {
    const [from, to] = [asked.from, asked.to].map((name) => classText(topic.study.card, name, language));
    causes.push(message('page.change.class', { from, to }));
  }
  if (before.settings.explainer !== settings.explainer) {
    const [from, to] = [before.settings.explainer, settings.explainer].map(methodOf);
    causes.push(from.key === to.key ? message('page.change.settings') : message('page.change.method', { from, to }));
  } else if (JSON.stringify({ ...before.settings, chart: '' }) !== JSON.stringify({ ...settings, chart: '' }))
    causes.push(message('page.change.settings'));
  return causes.length === 0 ? null : causes.map((cause) => language.text(cause)).join('; ');
}

const methodOf = (name: string): Message =>
  message(`page.what.methods.${explainers.find((each) => each.name === name)?.family ?? 'shap'}`);

function valueCauses(before: Before, topic: Topic, language: Language): (Message | string)[] {
  const { card, columns } = topic.study;
  const changed = columns.flatMap(({ name }, at) => {
    const [from, to] = [before.topic.edited[at], topic.edited[at]];
    return Object.is(from, to) ? [] : [{ name, from, to }];
  });
  if (changed.length > MOST_NAMED) return [message('page.change.values', { count: changed.length })];
  return changed.map(({ name, from, to }) =>
    message('page.change.value', {
      label: nameAndUnit(card, name, language).name,
      from: valueText(card, { name, cell: from }, language),
      to: valueText(card, { name, cell: to }, language),
    }),
  );
}

interface Moves {
  /** The reasons that moved most. */
  readonly items: readonly Message[];
  readonly units: Message;
}

const movesText = ({ items, units }: Moves, language: Language): string =>
  items.length === 0 ? language.say('page.change.still') : language.say('page.change.moved', { items, units });

/** One of two explanations, and what of it is compared. */
interface Side {
  readonly shown: Shown;
  /** Of the record's outputs; −1 where it has not the class. */
  readonly output: number;
  readonly sign: number;
}

const sideOf = (shown: Shown, choice: ClassChoice): Side => ({
  shown,
  output: placeInRecord(shown.record, choice),
  sign: choice.flip ? -1 : 1,
});

interface Effect {
  readonly value: number;
  readonly error: number;
}

/** Effects by name; a word that stands in a text several times counts once, with all it does. */
function effectsOf({ shown: { record }, output, sign }: Side): ReadonlyMap<string, Effect> {
  const effects = new Map<string, Effect>();
  for (const [player, name] of record.players.entries()) {
    const before = effects.get(name) ?? { value: 0, error: 0 };
    effects.set(name, {
      value: before.value + sign * record.attributions[output][player],
      error: Math.hypot(before.error, record.standardErrors?.[output][player] ?? 0),
    });
  }
  return effects;
}

/**
 * What moved; null where the two records do not count in the same way. Of a text, words that are
 * new or gone moved too; parts of one picture are no parts of another.
 */
function movesOf(before: Side, now: Side, language: Language): Moves | null {
  const [a, b] = [before.shown.record, now.shown.record];
  const { kind } = b.input;
  const alike =
    a.space === b.space &&
    isConditional(a) === isConditional(b) &&
    (a.additivityResidual !== null) === (b.additivityResidual !== null) &&
    (a.additivityResidual !== null || a.explainer.name === b.explainer.name) &&
    a.input.kind === kind &&
    (kind === 'text' || (kind === 'tabular' && a.players.join('\n') === b.players.join('\n')));
  if (!alike || before.output < 0 || now.output < 0 || a.endsOnly || b.endsOnly) return null;
  const [first, second] = [effectsOf(before), effectsOf(now)];
  const moves = [...new Set([...first.keys(), ...second.keys()])].map((name) => {
    const [from, to] = [first.get(name), second.get(name)];
    const by = Math.abs((to?.value ?? 0) - (from?.value ?? 0));
    return { name, from, to, by, error: Math.hypot(from?.error ?? 0, to?.error ?? 0) };
  });
  const told = moves.filter(({ by, error }) => by > TELL_APART * error && by > 0).sort((p, q) => q.by - p.by);
  const { card } = now.shown.study;
  const probability = card.task !== 'regression' && looksLikeProbability(b);
  const unit = b.space === 'output' ? (probability ? 'probability' : 'value') : b.space;
  const sizes = told.flatMap(({ from, to }) => [from, to].map((effect) => Math.abs(effect?.value ?? 0)));
  const finest = told.reduce((least, { error }) => (error > 0 ? Math.min(least, error) : least), Infinity);
  const { effect } = formatter(unit, Math.max(0, ...sizes), null, language);
  const rounded = (side: Effect | undefined) => side && effect(side.value, finest === Infinity ? null : finest);
  const items = told.slice(0, MOST_NAMED).map(({ name, from, to }) =>
    message('page.change.item', {
      name: kind === 'text' ? message('page.sentence.quoted', { word: name }) : nameAndUnit(card, name, language).name,
      from: rounded(from) ?? null,
      to: rounded(to) ?? null,
    }),
  );
  return { items, units: message(`chart.in.${unit}`) };
}
