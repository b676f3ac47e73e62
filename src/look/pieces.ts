import { html, type TemplateResult } from 'lit';
import type { Piece } from '../wording/answer-sentence.ts';

/** The answer's sentence, its reasons in the colours in which charts draw them. */
export function drawPieces(pieces: readonly Piece[], stale = false): TemplateResult {
  const drawn = pieces.map(({ text, tone }) => {
    if (tone === 'plain') return text;
    return tone === 'headline' ? html`<strong>${text}</strong>` : html`<em class=${tone}>${text}</em>`;
  });
  return html`<span class=${stale ? 'stale' : ''}>${drawn}</span>`;
}
