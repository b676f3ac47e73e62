import type { Language } from '../catalogue/language.ts';
import { html, type Markup, name, type Part } from './markup.ts';

/** A name, and what stands for it; left out where that is null. */
export type Fact = readonly [term: string, said: Part];

/** Names and what stands for them, in two columns. */
export const facts = (entries: readonly Fact[], kind = 'facts'): Markup | null => {
  const known = entries.filter(([, said]) => said !== null && said !== undefined && said !== '' && said !== false);
  if (known.length === 0) return null;
  return html`<dl class="${kind}">
${known.map(([term, said]) => html`<div><dt>${term}</dt><dd>${said}</dd></div>\n`)}</dl>
`;
};

export const paragraph = (said: Part, kind?: string): Markup =>
  kind === undefined ? html`<p>${said}</p>\n` : html`<p class="${kind}">${said}</p>\n`;

/** A part with a heading; nothing where there is nothing in it. */
export function section(title: string, ...content: readonly Part[]): Markup | null {
  const isEmpty = content.every((one) => one === null || one === undefined || one === false);
  return isEmpty ? null : html`<section>\n<h3>${title}</h3>\n${content}</section>\n`;
}

/** A hash, which is broken anywhere where it does not fit. */
export const code = (text: string): Markup => html`<code>${text}</code>`;

/** Names in a row, each by itself. */
export const names = (texts: readonly string[], language: Language): Part =>
  language.list(texts.map(name)).map((part) => part);

interface Columns {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Part[])[];
  /** Whether a column, counted from 0, holds numbers. */
  readonly isNumber: (at: number) => boolean;
  /** What the table shows, for those who come upon it by ear. */
  readonly caption: string;
}

/** A table whose first column names its rows. */
export function table({ header, rows, isNumber, caption }: Columns): Markup {
  const kind = (at: number): Markup | null => (isNumber(at) ? html` class="number"` : null);
  return html`<div class="scrolls" role="region" tabindex="0" aria-label="${caption}">
<table>
<caption>${caption}</caption>
<thead><tr>${header.map((each, at) => html`<th scope="col"${kind(at)}>${each}</th>`)}</tr></thead>
<tbody>
${rows.map(
  ([first, ...others]) =>
    html`<tr><th scope="row"${kind(0)}>${first}</th>${others.map(
      (each, at) => html`<td${kind(at + 1)}>${each}</td>`,
    )}</tr>\n`,
)}</tbody>
</table>
</div>
`;
}

/** A time of day is the same for everybody who reads the report. */
export function dateText(iso: string, language: Language, withTime = false): string {
  const date = new Date(iso);
  if (!/^\d{4}-\d\d-\d\d/.test(iso) || Number.isNaN(date.getTime())) return iso;
  const options = { dateStyle: 'long', timeZone: 'UTC' } as const;
  if (!withTime) return language.date(date, options);
  return language.say('report.universal', { time: language.date(date, { ...options, timeStyle: 'short' }) });
}
