import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { chartWords as words } from '../../words/en.ts';
import type { Canvas } from '../chart.ts';
import { description, phraseAround } from '../kinds/highlighted-text.ts';
import { phrasesOf, piecesOf } from '../phrases.ts';
import { caption, summary } from '../text.ts';
import type { PlayerView, View } from '../view.ts';
import { ChartElement } from './chart-element.ts';
import { textStyles } from './highlighted-text-styles.ts';

/** Bars in the list beside the text, until the person asks for all. */
const LISTED = 8;

/** From this width on the list stands beside the text, else below it. */
const WIDE = 600;

/**
 * `<oriel-text>`: the person's own text with its words coloured, the strip of forces above it, the
 * strongest words beside it.
 */
export class TextElement extends ChartElement {
  static override styles = [...ChartElement.styles, textStyles];

  override get description() {
    return description;
  }

  protected override canvas(width: number): Canvas {
    return { ...super.canvas(width), textBeside: true };
  }

  override toSVG(width = Math.max(this.width, 320)): string {
    return this.drawn({ ...super.canvas(width), active: null });
  }

  protected override get hint(): string {
    return words.hint.words;
  }

  protected override controls(): TemplateResult | typeof nothing {
    const { view } = this;
    if (!view) return nothing;
    const pieces = piecesOf(view.record);
    return html`
      <div class="beside">
        <div class="words" dir="auto" tabindex="0" role="group" aria-label=${words.textLabel} aria-describedby="said"
          @pointermove=${this.point} @pointerdown=${this.point} @pointerleave=${this.leave} @click=${this.widen} @keydown=${this.key} @blur=${this.leave}>${
            pieces.length === 0
              ? words.textRemoved
              : pieces.map(({ text, player, outside }) => (player < 0 ? gap(text, outside) : word(text, player)))
          }</div>
        ${this.list(view)}
      </div>
      <p class="caption">${caption('text', view)}</p>
    `;
  }

  private list(view: View): TemplateResult {
    const shown = this.all ? view.players : view.players.slice(0, LISTED);
    const toggle = () => {
      this.all = !this.all;
    };
    return html`
      <div class="list" @pointermove=${this.point} @pointerleave=${this.leave}>
        <ol aria-label=${words.listLabel}>${shown.map((player) => this.bar(player, view))}</ol>
        ${view.players.length > LISTED ? html`<button type="button" aria-expanded=${this.all} @click=${toggle}>${this.all ? words.showFewer : words.showAll(view.players.length)}</button>` : nothing}
      </div>
    `;
  }

  private bar(player: PlayerView, view: View): TemplateResult {
    const { index, name, value, error } = player;
    return html`<li data-player=${index}><bdi>${name}</bdi><i class=${value >= 0 ? 'toward' : 'away'}></i><b>${view.format.effect(value, error)}</b></li>`;
  }

  /** A click on a word takes in the phrase around it, and the one around that. */
  private readonly widen = (): void => {
    const { view, active } = this;
    if (!view || active === null) return;
    this.active = phrasesOf(view.record)?.parent[active] ?? null;
    if (this.active === -1) this.active = null;
  };

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    this.classList.toggle('wide', this.width >= WIDE);
    const { view, active } = this;
    const phrases = view && phrasesOf(view.record);
    if (!view || !phrases) return;
    const members = new Set(active === null ? [] : phrases.members(active));
    const around = active === null || members.size !== 1 ? null : phraseAround(view, active);
    const phrase = new Set(around === null ? [] : phrases.members(around));
    const values = new Map(view.players.map(({ index, value, faint }) => [index, { value, faint }]));
    const root = this.renderRoot;
    let before = -1;
    const gaps: { element: HTMLElement; before: number }[] = [];
    // The page's policy allows no style attributes; properties set one by one are not.
    for (const element of root.querySelectorAll<HTMLElement>('.words > span')) {
      if (element.dataset.player === undefined) {
        gaps.push({ element, before });
        continue;
      }
      const player = Number(element.dataset.player);
      const { value = 0, faint = false } = values.get(player) ?? {};
      element.style.setProperty('--strength', String(view.largest > 0 ? Math.abs(value) / view.largest : 0));
      element.className = [
        'word',
        value >= 0 ? 'toward' : 'away',
        faint && 'faint',
        members.has(player) && 'on',
        phrase.has(player) && 'near',
      ]
        .filter(Boolean)
        .join(' ');
      for (const { element: between, before: left } of gaps.splice(0)) {
        between.classList.toggle('on', members.size > 1 && members.has(left) && members.has(player));
        between.classList.toggle('near', phrase.has(left) && phrase.has(player));
      }
      before = player;
    }
    for (const { element } of gaps) element.classList.remove('on', 'near');
    for (const item of root.querySelectorAll<HTMLElement>('.list li')) {
      const player = Number(item.dataset.player);
      const { value = 0 } = values.get(player) ?? {};
      item.style.setProperty('--share', String(view.largest > 0 ? Math.abs(value) / view.largest : 0));
      item.classList.toggle('on', members.has(player));
    }
    this.renderRoot.querySelector('svg')?.setAttribute('aria-label', summary('text', view));
  }
}

const word = (text: string, player: number) => html`<span data-player=${player}>${text}</span>`;
const gap = (text: string, outside: boolean) => html`<span class=${outside ? 'gap outside' : 'gap'}>${text}</span>`;

customElements.define('oriel-text', TextElement);
