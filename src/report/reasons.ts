import type { PlayerView } from '../charts/view.ts';
import { decodeSegments } from '../data/pictures/segment-map.ts';
import { NEAREST_ROWS } from '../records/reasons.ts';
import { columnsIn, isProtected } from '../wording/answer-sentence.ts';
import { partPlaces } from '../wording/parts-words.ts';
import { reasonLines, reasonsTitle } from '../wording/reasons-words.ts';
import { isSilent, type Subject } from './subject.ts';

/** Reasons that are named at most: more help nobody. */
const MOST = 4;

/** A reason as the person concerned reads it. */
export interface Reason {
  readonly name: string;
  /** Its own value; null where it has none, or it was taken out. */
  readonly value: string | null;
  /** What is usual among those it is compared with; null where that is not known. */
  readonly typical: string | null;
  /** How far it moves the answer, with its unit. */
  readonly effect: string;
  readonly isProtected: boolean;
}

/** What counted most toward the answer, the strongest first: as far as that is certain. */
export function reasonsOf(subject: Subject): readonly Reason[] {
  const { reasons, card, language } = subject;
  if (reasons)
    return reasonLines(reasons, card, language)
      .slice(0, MOST)
      .map(({ name, value, typical, effect, protected: isOne }) => ({
        ...{ name, value, typical, isProtected: isOne },
        effect: counted(subject, effect),
      }));
  if (isSilent(subject)) return [];
  return subject.view.players
    .filter((player) => !player.faint && (subject.raising ? player.value > 0 : player.value < 0))
    .slice(0, MOST)
    .map((player) => ({
      name: nameOf(player, subject),
      value: player.columns === null ? player.cell : null,
      typical: null,
      effect: counted(subject, subject.view.format.effect(player.value, player.error)),
      isProtected: isProtected(card, columnsIn(subject.record, subject.record.players[player.index])),
    }));
}

const counted = ({ language, view }: Subject, effect: string): string =>
  language.say(`chart.counted.${view.scale}`, { effect });

function nameOf({ index, name }: PlayerView, { record, language }: Subject): string {
  const { input } = record;
  if (input.kind === 'text')
    return input.text === null
      ? language.say('report.reasons.wordNumber', { number: index + 1 })
      : language.say('page.sentence.quoted', { word: name });
  if (input.kind === 'image' && input.picture !== null) {
    const segments = decodeSegments(input.segments, input.width, input.height);
    const parts = segments.reduce((most, segment) => Math.max(most, segment), 0) + 1;
    return partPlaces({ input: { ...input, parts } }, { parts: [index] }, language)[0];
  }
  return name;
}

/** What the reasons are for, and with whom it is compared. */
export function comparedWith(subject: Subject): string {
  const { reasons, record, language, card, label, raising } = subject;
  if (reasons) return language.say('report.sentence', { text: reasonsTitle(reasons, card, language) });
  const { background, input } = record;
  return language.say('report.reasons.title', {
    number: card.task === 'regression',
    ...{ raising, label },
    rows: background?.rows ?? null,
    kind: input.kind,
  });
}

/** Which group the reasons are measured against, of the two that the commentary names. */
export function groupOf({ reasons, record, language }: Subject): string {
  if (!reasons) return language.say('report.us.groupOther', { rows: record.background?.rows ?? null });
  const { kind, rows } = reasons.reference;
  return language.say('report.us.group', { kind, rows, all: rows < NEAREST_ROWS });
}
