import type { Language } from '../../catalogue/language.ts';
import type { Shown } from '../state.ts';
import { whenText } from './kept-words.ts';

/** What was found again within this long is no news: it was on show a moment ago. */
const MOMENT = 60_000;
/** Part of the model's answers that must have been known before that is news. */
const WORTH_SAYING = 0.1;

/** A moment of today by its time alone: "14:02"; "yesterday, 14:02". */
function momentText(time: number, language: Language, now: number): string {
  const isToday = new Date(time).toDateString() === new Date(now).toDateString();
  return isToday ? language.date(new Date(time), { timeStyle: 'short' }) : whenText(time, language, now);
}

/** Where an explanation is from, if it was not computed by asking the model for all of it. */
export function sourceText({ record, source }: Shown, language: Language, now = Date.now()): string {
  if (!source) return '';
  const { from, keptAt = now, paid } = source;
  const when = momentText(keptAt, language, now);
  switch (from) {
    case 'kept':
      return language.say('page.kept.asKept', { when });
    case 'reused':
      return language.say(record.stopped === 'done' ? 'page.source.settled' : 'page.source.reused', { when });
    case 'continued':
      return language.say('page.source.continued', { paid });
    case 'computed':
      return '';
  }
}

/** The same where it is worth a line beside the answer. */
export function sourceNews(shown: Shown, language: Language, now = Date.now()): string {
  const { source } = shown;
  if (!source) return '';
  const { from, keptAt = now, paid, known } = source;
  if (from === 'kept' && now - keptAt < MOMENT) return '';
  if (from === 'continued' && known < WORTH_SAYING * (paid + known)) return '';
  return sourceText(shown, language, now);
}
