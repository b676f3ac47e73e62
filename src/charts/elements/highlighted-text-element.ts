import { html, type PropertyValues, type TemplateResult } from 'lit';
import type { Canvas } from '../chart.ts';
import { description, phraseAround } from '../kinds/highlighted-text.ts';
import { phrasesOf, piecesOf } from '../phrases.ts';
import type { PlayerView, View } from '../view.ts';
import { caption } from '../wording.ts';
import { ChartElement } from './chart-element.ts';
import { textStyles } from './highlighted-text-styles.ts';

/** Most bars in the list beside the text until the person asks for all. */
const LISTED = 8;

/** From this width on the list stands beside the text, below it otherwise. */
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

  /** Its words are beside the readout, which stays in sight. */
  protected override get tips(): boolean {
    return false;
  }

  protected override hint({ language }: View): string {
    return language.say('chart.hint.words');
  }

  protected override controls(view: View): TemplateResult {
    const { language } = view;
    const pieces = piecesOf(view.record);
    return html`
      <div class="beside">
        <div class="words" dir="auto" tabindex="0" role="group"
          aria-label=${language.say('chart.textLabel')} aria-describedby="readout"
          @pointermove=${this.onPoint} @pointerdown=${this.onPoint} @pointerleave=${this.onLeave}
          @click=${this.widen} @keydown=${this.onKey} @blur=${this.onLeave}>${
            pieces.length === 0
              ? language.say('chart.textRemoved')
              : pieces.map(({ text, player, outside }) => (player < 0 ? gap(text, outside) : word(text, player)))
          }</div>
        ${this.list(view)}
      </div>
      <p class="caption">${caption('text', view)}</p>
    `;
  }

  private list(view: View): TemplateResult {
    const shown = this.all ? view.players : view.players.slice(0, LISTED);
    return html`
      <div class="list" @pointermove=${this.onPoint} @pointerleave=${this.onLeave}>
        <ol aria-label=${view.language.say('chart.listLabel')}>${shown.map((player) => this.bar(player, view))}</ol>
        ${this.moreButton(view, LISTED)}
      </div>
    `;
  }

  private bar(player: PlayerView, view: View): TemplateResult {
    const { index, name, value, error } = player;
    const tone = value >= 0 ? 'toward' : 'away';
    const effect = view.format.effect(value, error);
    return html`<li data-player=${index}><bdi>${name}</bdi><i class=${tone}></i><b>${effect}</b></li>`;
  }

  /** A click on a word extends to the phrase around it, another one to the phrase around that. */
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
    // The page's policy allows no style attributes, but properties set one by one.
    for (const element of root.querySelectorAll<HTMLElement>('.words > span')) {
      if (element.dataset.player === undefined) {
        gaps.push({ element, before });
        continue;
      }
      const player = Number(element.dataset.player);
      const { value = 0, faint = false } = values.get(player) ?? {};
      element.style.setProperty('--strength', String(Math.abs(value) / (view.scaleTop || 1)));
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
      item.style.setProperty('--share', String(Math.abs(value) / (view.scaleTop || 1)));
      item.classList.toggle('on', members.has(player));
    }
  }
}

const word = (text: string, player: number) => html`<span data-player=${player}>${text}</span>`;
const gap = (text: string, outside: boolean) => html`<span class=${outside ? 'gap outside' : 'gap'}>${text}</span>`;

customElements.define('oriel-text', TextElement);
