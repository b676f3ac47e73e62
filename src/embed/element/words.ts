// The few words that the element says itself, where its frame cannot. The catalogue with all others
// is many times as large as what a host loads.

export const english = {
  title: 'Why this prediction',
  refused: '{frame} did not answer. Is it there, and is {host} in the "hosts" of its oriel.config.json?',
  version: '{frame} has another version. Use its own embed.js.',
  gone: 'The frame has gone.',
};

export type Word = keyof typeof english;
export type Words = Readonly<Record<Word, string>>;

let others: Readonly<Record<string, Words>> = {};

/** Has the words of a language for what is said from now on; where they do not come, English. */
export async function learn(tag: string): Promise<void> {
  if (/^en/i.test(tag)) return;
  others = await import('./other-words.ts').then(
    ({ words }) => words,
    () => others,
  );
}

/** The words of a language, in English where there is no such. */
export const wordsIn = (tag: string): Words => others[tag.slice(0, 2).toLowerCase()] ?? english;
