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
  fr: {
    title: 'Pourquoi cette prédiction',
    refused: '{frame} ne répond pas. Est-il là, et {host} figure-t-il dans "hosts" de son oriel.config.json ?',
    version: '{frame} a une autre version. Prenez son embed.js.',
    gone: 'Le cadre a disparu.',
    cancelled: 'Annulé.',
  },
  es: {
    title: 'Por qué esta predicción',
    refused: '{frame} no responde. ¿Existe y está {host} en "hosts" de su oriel.config.json?',
    version: '{frame} tiene otra versión. Use su embed.js.',
    gone: 'El marco ya no está.',
    cancelled: 'Se canceló.',
  },
  ar: {
    title: 'لماذا هذا التنبؤ',
    refused: 'لا يجيب {frame}. هل هو موجود، وهل {host} ضمن "hosts" في oriel.config.json لديه؟',
    version: 'لدى {frame} إصدار آخر. استخدم embed.js منه.',
    gone: 'لم يعد الإطار موجودًا.',
    cancelled: 'أُلغي.',
  },
};

export type Word = keyof typeof words.en;

const isTold = (tag: string): tag is keyof typeof words => Object.hasOwn(words, tag);

/** A sentence in the language that is asked for, in English where there is no such. */
export function say(word: Word, lang: string, frame: string): string {
  const tag = lang.slice(0, 2).toLowerCase();
  return words[isTold(tag) ? tag : 'en'][word].replace('{frame}', frame).replace('{host}', location.origin);
}
