// The few words that the element says itself, where its frame cannot. The catalogue with all others
// is many times as large as what a host loads.

export const words = {
  en: {
    title: 'Why this prediction',
    refused: '{frame} did not answer. Is it there, and is {host} in the "hosts" of its oriel.config.json?',
    version: '{frame} has another version. Use its own embed.js.',
    gone: 'The frame has gone.',
    cancelled: 'This was cancelled.',
  },
  de: {
    title: 'Warum diese Vorhersage',
    refused: '{frame} antwortet nicht. Ist es da, und steht {host} dort in oriel.config.json unter "hosts"?',
    version: '{frame} hat eine andere Version. Nehmen Sie dessen embed.js.',
    gone: 'Der Rahmen ist nicht mehr da.',
    cancelled: 'Das wurde abgebrochen.',
  },
};

export type Word = keyof typeof words.en;

/** A sentence in German where that is asked for, in English elsewhere. */
export const say = (word: Word, lang: string, frame: string): string =>
  words[/^de\b/i.test(lang) ? 'de' : 'en'][word].replace('{frame}', frame).replace('{host}', location.origin);
