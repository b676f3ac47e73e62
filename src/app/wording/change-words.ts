import type { Language } from '../../catalogue/language.ts';
import { type Message, message } from '../../catalogue/message.ts';
import { formatter } from '../../charts/format.ts';
import { looksLikeProbability } from '../../charts/view.ts';
import { explainers } from '../../explainers/index.ts';
import type { AppState, Before, Shown, Topic } from '../state.ts';
import { amountText, predictionText } from './answer-sentence.ts';
import { classText } from './class-words.ts';
import { type ClassChoice, placeInRecord, shownClass } from './classes.ts';
import { nameAndUnit, valueText } from './value-words.ts';

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
}

type Now = Pick<AppState, 'topic' | 'shown' | 'stale' | 'prediction' | 'chosenClass' | 'settings' | 'before'>;

/** Changed values that are named one by one. */
const MOST_NAMED = 2;
/** A difference is told from none when it is this many standard errors wide. */
const TELL_APART = 2;

/** The change on show, in words; null where nothing changed, or two models would be compared. */
export function changeText(now: Now, language: Language): Change | null {
  const { before, topic } = now;
  if (!before || !topic || before.topic.study !== topic.study) return null;
  const { study } = topic;
  const { record } = before.shown;
  const first = shownClass(study, before.chosenClass, record.modelOutput, record.outputs);
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
  const from = say(study.card, first, record.modelOutput[record.outputs.indexOf(first.output)], language);
  const at = answer && second ? answer.names.indexOf(second.output) : -1;
  const to = answer && second && at >= 0 ? say(study.card, second, answer.values[at], language) : null;
  const moves = shown && second && same ? movesOf(before.shown, shown, second, language) : null;
  return {
    numbers: from === to ? language.say('page.change.same', { to }) : language.say('page.change.numbers', { from, to }),
    label: same && study.card.task !== 'regression' ? classText(study.card, first.label, language) : '',
    cause,
    moved: moves === null ? '' : movesText(moves, language),
    brief: moves?.items[0] ? language.text(moves.items[0]) : cause,
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
  if (old.row !== topic.row) causes.push(message('page.change.row', { from: old.row, to: topic.row }));
  else causes.push(...valueCauses(before, topic, language));
  if (old.photo !== topic.photo)
    causes.push(
      message('page.change.photo', { from: old.photos[old.photo]?.name, to: topic.photos[topic.photo]?.name }),
    );
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

/** What moved; null where the two records do not count in the same way. */
function movesOf(before: Shown, now: Shown, choice: ClassChoice, language: Language): Moves | null {
  const [a, b] = [before.record, now.record];
  const [first, second] = [placeInRecord(a, choice), placeInRecord(b, choice)];
  const alike =
    a.space === b.space &&
    (a.additivityResidual !== null) === (b.additivityResidual !== null) &&
    (a.additivityResidual !== null || a.explainer.name === b.explainer.name) &&
    a.input.kind === 'tabular' &&
    a.players.join('\n') === b.players.join('\n');
  if (!alike || first < 0 || second < 0 || a.endsOnly || b.endsOnly) return null;
  const sign = choice.flip ? -1 : 1;
  const moves = b.players.map((name, player) => {
    const [from, to] = [a.attributions[first][player], b.attributions[second][player]];
    const error = Math.hypot(a.standardErrors?.[first][player] ?? 0, b.standardErrors?.[second][player] ?? 0);
    return { name, from: sign * from, to: sign * to, by: Math.abs(to - from), error };
  });
  const told = moves.filter(({ by, error }) => by > TELL_APART * error && by > 0).sort((p, q) => q.by - p.by);
  const { card } = now.study;
  const probability = card.task !== 'regression' && looksLikeProbability(b);
  const unit = b.space === 'output' ? (probability ? 'probability' : 'value') : b.space;
  const scale = Math.max(0, ...told.flatMap(({ from, to }) => [Math.abs(from), Math.abs(to)]));
  const finest = told.reduce((least, { error }) => (error > 0 ? Math.min(least, error) : least), Infinity);
  const { effect } = formatter(unit, scale, null, language);
  const rounded = (value: number) => effect(value, finest === Infinity ? null : finest);
  const items = told.slice(0, MOST_NAMED).map(({ name, from, to }) =>
    message('page.change.item', {
      name: nameAndUnit(card, name, language).name,
      from: rounded(from),
      to: rounded(to),
    }),
  );
  return { items, units: message(`chart.in.${unit}`) };
}
