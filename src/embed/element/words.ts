// The few words that the element says itself, where its frame cannot. The catalogue with all others
// is many times as large as what a host loads.

export const english = {
  title: 'Why this prediction',
  refused: '{frame} did not answer. Is it there, and is {host} in the "hosts" of its oriel.config.json?',
  version: '{frame} has another version. Use its own embed.js.',
  gone: 'The frame has gone.',
  cancelled: 'This was cancelled.',
};

export type Word = keyof typeof english;
export type Words = Readonly<Record<Word, string>>;

let others: Readonly<Record<string, Words>> = {};

const languageOf = (tag: string): string => tag.slice(0, 2).toLowerCase();

/** Has the words of a language for what is said from now on; where they do not come, English. */
export async function learn(tag: string): Promise<void> {
  if (languageOf(tag) !== 'en')
    others = await import('./other-words.ts').then(
      ({ words }) => words,
      () => others,
    );
}

/** A sentence in the language that is asked for, in English where there is no such. */
export const say = (word: Word, tag: string, frame: string): string =>
  (others[languageOf(tag)] ?? english)[word].replace('{frame}', frame).replace('{host}', location.origin);
