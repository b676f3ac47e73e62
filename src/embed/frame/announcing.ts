import { plainSentence } from '../../wording/answer-sentence.ts';
import { sentenceOf } from './answer.ts';
import type { FrameState } from './state.ts';

/** Milliseconds between two words about the progress: more would only disturb. */
const BETWEEN = 5_000;

/**
 * What a screen reader is told as the state changes: that it began, now and then how far it is, and
 * the answer. What went wrong is an alert, and tells itself.
 */
export function createAnnouncing(now: () => number = () => performance.now()): (state: FrameState) => string {
  let said = '';
  let saidAt = Number.NEGATIVE_INFINITY;
  let status: FrameState['status'] = 'loading';
  return (state) => {
    const { language, progress, shown, stale, slow } = state;
    const say = (text: string): void => {
      said = text;
      saidAt = now();
    };
    const isNews = state.status !== status;
    status = state.status;
    if (status === 'explaining') {
      if (isNews) say(language.say('page.progress.started'));
      else if (slow && progress?.total && progress.done > 0 && now() - saidAt > BETWEEN)
        say(language.say('page.progress.live', { percent: Math.round((100 * progress.done) / progress.total) }));
    } else if (status === 'done' && shown && !stale) {
      const answer = plainSentence(sentenceOf(state).pieces);
      if (answer !== said) say(answer);
    }
    return said;
  };
}
