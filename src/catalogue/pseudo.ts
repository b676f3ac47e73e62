import { IntlMessageFormat } from 'intl-messageformat';
import en from './en.json';
import type { Texts } from './language.ts';
import { isLiteral, mapTree } from './syntax-tree.ts';

const accents: Readonly<Record<string, string>> = {
  ...{ a: 'á', b: 'ƀ', c: 'ç', d: 'ð', e: 'é', f: 'ƒ', g: 'ĝ', h: 'ĥ', i: 'î', j: 'ĵ', k: 'ķ', l: 'ļ', m: 'ɱ', n: 'ñ' },
  ...{ o: 'ö', p: 'þ', q: 'ǫ', r: 'ŕ', s: 'š', t: 'ţ', u: 'û', v: 'ṽ', w: 'ŵ', x: 'ẋ', y: 'ý', z: 'ž' },
  ...{ A: 'Å', B: 'Ɓ', C: 'Ç', D: 'Ð', E: 'É', F: 'Ƒ', G: 'Ĝ', H: 'Ĥ', I: 'Î', J: 'Ĵ', K: 'Ķ', L: 'Ļ', M: 'Ṁ', N: 'Ñ' },
  ...{ O: 'Ö', P: 'Þ', Q: 'Ǫ', R: 'Ŕ', S: 'Š', T: 'Ţ', U: 'Û', V: 'Ṽ', W: 'Ŵ', X: 'Ẋ', Y: 'Ý', Z: 'Ž' },
};

/** Accented, and longer by two fifths: German is, and short words are more. */
function lengthened(text: string): string {
  let letters = 0;
  return text.replace(/[a-z]/gi, (letter) => accents[letter].repeat(++letters % 5 === 1 || letters % 5 === 3 ? 2 : 1));
}

/** Right-to-left override around each word, as a font for a right-to-left script would show it. */
const mirrored = (text: string): string => text.replace(/\p{L}+/gu, (word) => `\u202e${word}\u202c`);

/**
 * English made strange, to see at a glance which text is not in the catalogue and which layout
 * breaks where words are longer or run from right to left.
 */
export function pseudoTexts(direction: 'ltr' | 'rtl', texts: Readonly<Record<string, string>> = en): Texts {
  const change = direction === 'rtl' ? mirrored : lengthened;
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      mapTree(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst(), (element) =>
        isLiteral(element) ? { ...element, value: change(element.value) } : element,
      ),
    ]),
  );
}
