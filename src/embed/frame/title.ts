import { cardWords } from '../../data/card-words.ts';
import type { FrameState } from './state.ts';

/** What the frame is called. */
export const titleOf = ({ about, language }: Pick<FrameState, 'about' | 'language'>): string =>
  language.say('widget.frame.title', { name: about ? cardWords(about.card, language.tag).name : null });
