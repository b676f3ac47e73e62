/** HTML that is put together by `html`, and by nothing else. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Part = string | number | Markup | null | undefined | false | readonly Part[];

/**
 * HTML of a template. Whatever stands in it is text, whoever it is from: markup in a column's name
 * is read, not obeyed. Only what `html` made is HTML; null and false are nothing.
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(strings.reduce((text, each, at) => text + written(parts[at - 1]) + each));

function written(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escapeText(String(part));
  return part.map(written).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text of an element or an attribute, without the characters that HTML does not allow. */
const escapeText = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ud800-\udfff\ufffe\uffff]/gu, '')
    .replace(/[&<>"']/g, (letter) => ENTITIES[letter]);

/** A name from elsewhere: whatever its direction, it does not reorder what stands around it. */
export const name = (text: string): Markup => html`<bdi>${text}</bdi>`;
