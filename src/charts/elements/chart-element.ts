import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Explanation } from '../../records/record.ts';
import { chartWords as words } from '../../words/en.ts';
import type { Canvas, ChartDescription, Presentation, Table } from '../chart.ts';
import { narrowBelow } from '../scene/frame.ts';
import { browserMeasure, type Measure } from '../scene/measure.ts';
import { paint } from '../scene/paint.ts';
import { download, pngOf } from '../scene/save.ts';
import { svgText } from '../scene/svg.ts';
import { type ChartName, fileName, readout, summary, tableOf } from '../text.ts';
import { sameExplanation, type View, viewOf } from '../view.ts';
import { chartStyles, colours } from './styles.ts';

let measure: Measure | null = null;

/**
 * What every chart element is: a record drawn as SVG, its sentence, its table, and its files.
 * Subclasses name the chart.
 */
export abstract class ChartElement extends LitElement {
  static override styles = [colours, chartStyles];
  static override properties: PropertyDeclarations = {
    record: { attribute: false },
    output: { type: Number },
    flip: { type: Boolean },
    label: {},
    units: {},
    max: { type: Number },
    width: { state: true },
    active: { state: true },
    all: { state: true },
  };

  declare record: Explanation | null;
  declare output: number | null;
  declare flip: boolean;
  declare label: string | undefined;
  declare units: Presentation['units'];
  declare max: number | null;
  /** Width there is, in pixels; 0 until laid out. */
  declare protected width: number;
  /** Player (or mark, see `cells`) pointed at: an index into the record's players. */
  declare protected active: number | null;
  /** The person asked for all bars. */
  declare protected all: boolean;
  protected view: View | null = null;
  private readonly room = new ResizeObserver(([entry]) => {
    // In the next frame: drawing now would change the height under the observer's eyes.
    requestAnimationFrame(() => {
      this.width = Math.floor(entry.contentRect.width);
    });
  });

  constructor() {
    super();
    this.record = null;
    this.output = null;
    this.flip = false;
    this.max = null;
    this.width = 0;
    this.active = null;
    this.all = false;
  }

  abstract get description(): ChartDescription;

  /** What the drawing depends on beyond the view; elements with controls of their own add to it. */
  protected canvas(width: number): Canvas {
    measure ??= browserMeasure();
    return { width, measure, active: this.active };
  }

  /** Controls under the drawing; none by default. */
  protected controls(): TemplateResult | typeof nothing {
    return nothing;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.room.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.room.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.width === 0) this.width = Math.floor(this.clientWidth);
    const before = changed.get('record') ?? null;
    if (changed.has('record') && before && !sameExplanation(before, this.record)) this.active = null;
    const max = this.all ? Infinity : this.max;
    const { output, flip, label, units } = this;
    this.view =
      this.record && this.description.accepts(this.record)
        ? viewOf(this.record, { output, flip, label, units, max }, this.description.max)
        : null;
  }

  override updated(changed: PropertyValues<this>): void {
    const svg = this.svg;
    if (!svg || !this.view || this.width === 0) return;
    const before = changed.get('record') ?? null;
    svg.classList.toggle('glides', changed.has('record') && changed.size === 1 && sameExplanation(before, this.record));
    paint(svg, this.description.scene(this.view, this.canvas(this.width)));
  }

  override render() {
    const { view } = this;
    if (!view) return nothing;
    const name = this.description.name as ChartName;
    const said = this.said(view);
    return html`
      <div class="drawing">
        <svg role="img" tabindex="0" aria-label=${summary(name, view)} aria-details="table"
          @pointermove=${this.point} @pointerdown=${this.point} @pointerleave=${this.leave} @keydown=${this.key} @blur=${this.leave}></svg>
      </div>
      ${this.controls()}
      <div class=${this.width < narrowBelow ? 'below narrow' : 'below'}>
        <output id="said" class=${said === null ? '' : 'on'} aria-live="polite">${said ?? this.hint}</output>
        ${this.moreButton(view)}
      </div>
      ${table(summary(name, view), this.description.cells?.table(view) ?? tableOf(view))}
    `;
  }

  /** What to do to be told more. */
  protected get hint(): string {
    if (this.description.cells) return words.hint.cells;
    return this.view?.record.input.kind === 'image' ? words.hint.segments : words.hint.rows;
  }

  /** What is said of the mark pointed at; null without one. */
  private said(view: View): string | null {
    if (this.active === null) return null;
    const { cells } = this.description;
    if (cells) return cells.readout(view, this.active);
    const player = view.players.find(({ index }) => index === this.active);
    return player ? readout(player, view) : null;
  }

  private moreButton(view: View) {
    if (this.description.cells) return nothing;
    const count = view.players.length;
    const limit = this.max ?? this.description.max;
    if (count <= limit) return nothing;
    const toggle = () => {
      this.all = !this.all;
    };
    return html`<button type="button" aria-expanded=${this.all} @click=${toggle}>${this.all ? words.showFewer : words.showAll(count)}</button>`;
  }

  /** The drawing as a self-contained SVG file on a light ground. */
  toSVG(width = Math.max(this.width, 320)): string {
    return this.drawn({ ...this.canvas(width), active: null });
  }

  protected drawn(canvas: Canvas): string {
    return this.view
      ? svgText(this.description.scene(this.view, canvas), summary(this.description.name as ChartName, this.view))
      : '';
  }

  /** The same as a PNG, `scale` pixels a CSS pixel. */
  toPNG(scale = 2): Promise<Blob> {
    return pngOf(this.toSVG(), scale);
  }

  saveSVG(): void {
    if (this.view)
      download(
        new Blob([this.toSVG()], { type: 'image/svg+xml' }),
        fileName(this.description.name as ChartName, this.view, 'svg'),
      );
  }

  async savePNG(): Promise<void> {
    const { view } = this;
    if (view) download(await this.toPNG(), fileName(this.description.name as ChartName, view, 'png'));
  }

  private get svg(): SVGSVGElement | null {
    return this.renderRoot.querySelector('svg');
  }

  protected point(event: PointerEvent): void {
    const row = event
      .composedPath()
      .find(
        (target): target is Element =>
          target instanceof Element &&
          (target.hasAttribute('data-player') || target.querySelector(':scope > [data-player]') !== null),
      );
    const player = row?.getAttribute('data-player') ?? row?.querySelector('[data-player]')?.getAttribute('data-player');
    if (player !== undefined && player !== null && row !== this.svg) this.active = Number(player);
  }

  protected leave(event: Event): void {
    // A finger lifted is no wish to forget what it touched.
    if (event instanceof PointerEvent && event.pointerType !== 'mouse') return;
    this.active = null;
  }

  /** Arrow keys go through the players by rank, Home and End to the ends, Escape lets go. */
  protected key(event: KeyboardEvent): void {
    const { cells } = this.description;
    if (cells && this.view && event.key !== 'Escape') {
      const next = cells.step(this.view, this.active, event.key);
      if (next === null) return;
      this.active = next;
      event.preventDefault();
      return;
    }
    const reachable = this.view ? this.description.shown(this.view) : [];
    const at = reachable.findIndex((player) => player.index === this.active);
    const last = reachable.length - 1;
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowRight: at + 1,
      ArrowUp: at < 0 ? last : at - 1,
      ArrowLeft: at < 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    if (event.key === 'Escape') this.active = null;
    else if (event.key in steps && last >= 0)
      this.active = reachable[Math.max(0, Math.min(last, steps[event.key]))].index;
    else return;
    event.preventDefault();
  }
}

function table(caption: string, { header, rows, numbers }: Table) {
  const align = (at: number) => (at >= header.length - numbers ? 'number' : '');
  return html`
    <details id="table">
      <summary>${words.asTable}</summary>
      <div class="scroll" role="region" tabindex="0" aria-label=${words.asTable}>
        <table>
          <caption>${caption}</caption>
          <thead><tr>${header.map((cell, at) => html`<th scope="col" class=${align(at)}>${cell}</th>`)}</tr></thead>
          <tbody>
            ${repeat(
              rows,
              (row) => row.key,
              (row) =>
                html`<tr>${row.cells.map((cell, at) => (at === 0 ? html`<th scope="row">${cell}</th>` : html`<td class=${align(at)}>${cell}</td>`))}</tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
  `;
}
