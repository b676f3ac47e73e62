import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import type { Explanation } from '../../records/record.ts';
import type { Canvas, ChartDescription } from '../chart.ts';
import { narrowBelow } from '../scene/frame.ts';
import { playerLabel, wholeCanvas } from '../scene/labels.ts';
import { paint } from '../scene/paint.ts';
import { download, pngOf } from '../scene/save.ts';
import { svgText } from '../scene/svg.ts';
import { type Presentation, sameExplanation, type View, viewOf } from '../view.ts';
import { chartFile, nothingLearnt, readout, summary, tableOf } from '../wording.ts';
import { dataTable } from './data-table.ts';
import { placeAfter } from './key-steps.ts';
import { NearestLanguage } from './nearest-language.ts';
import { measureIn } from './own-measure.ts';
import { widthObserver } from './own-width.ts';
import { isForPaper, onTurn, paperWidth } from './paper-turn.ts';
import { chartStyles, colours, mediaStyles } from './styles.ts';
import { type Point, showTip } from './tip.ts';

/**
 * Every chart element: a record drawn as SVG, its sentence, its table, and its files. Subclasses
 * name the chart.
 */
export abstract class ChartElement extends LitElement {
  static override styles = [colours, chartStyles, mediaStyles];
  static override properties: PropertyDeclarations = {
    record: { attribute: false },
    language: { attribute: false },
    output: { type: Number },
    flip: { type: Boolean },
    label: {},
    units: {},
    max: { type: Number },
    average: { type: Number },
    beside: { attribute: false },
    width: { state: true },
    active: { state: true },
    all: { state: true },
    onPaper: { state: true },
  };

  declare record: Explanation | null;
  /** The language of the page; null for that of the nearest `lang`. */
  declare language: Language | null;
  declare output: number | null;
  declare flip: boolean;
  declare label: string | undefined;
  declare units: Presentation['units'];
  declare max: number | null;
  /** See `Presentation`. */
  declare average: number | null;
  /** See `Presentation`. */
  declare beside: Explanation | null;
  /** Width of the element in pixels; 0 until laid out. */
  declare protected width: number;
  /** Player (or mark, see `cells`) pointed at: an index into the record's players. */
  declare protected active: number | null;
  /** The person asked for all bars. */
  declare protected all: boolean;
  /** It is drawn for a sheet of paper, whatever the width of the window. */
  declare private onPaper: boolean;
  protected view: View | null = null;
  private pointer: Point | null = null;
  private unfolded = false;
  private readonly nearest = new NearestLanguage(this);
  private readonly resizing = widthObserver((width) => {
    this.width = width;
  });

  constructor() {
    super();
    this.record = null;
    this.language = null;
    this.output = null;
    this.flip = false;
    this.max = null;
    this.average = null;
    this.beside = null;
    this.width = 0;
    this.active = null;
    this.all = false;
    this.onPaper = false;
  }

  abstract get description(): ChartDescription;

  /** What the drawing needs beyond the view; elements with controls of their own add to it. */
  protected canvas(width: number): Canvas {
    return { width, measure: measureIn(this), active: this.active };
  }

  /** Controls under the drawing. Default: none. */
  protected controls(_view: View): TemplateResult | typeof nothing {
    return nothing;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resizing.observe(this);
    onTurn('addEventListener', this.turn);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing.disconnect();
    onTurn('removeEventListener', this.turn);
  }

  /** It is measured in a task of its own: what put it on the page has taken its time already. */
  protected override async scheduleUpdate(): Promise<void> {
    if (this.width === 0) await new Promise((resolve) => setTimeout(resolve));
    super.scheduleUpdate();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (this.width === 0) this.width = Math.floor(this.clientWidth);
    const before = changed.get('record') ?? null;
    if (changed.has('record') && before && !sameExplanation(before, this.record)) this.active = null;
    const max = this.all && !this.onPaper ? Infinity : this.max;
    const { record, description, output, flip, label, units, average } = this;
    const beside = this.beside && description.accepts(this.beside) ? this.beside : null;
    const presentation = { output, flip, label, units, max, average, beside };
    this.view =
      record && description.accepts(record)
        ? viewOf(record, presentation, description.max, this.nearest.current)
        : null;
  }

  override updated(changed: PropertyValues<this>): void {
    const svg = this.svg;
    if (!svg || !this.view || this.width === 0) return;
    const before = changed.get('record') ?? null;
    svg.classList.toggle('glides', changed.has('record') && changed.size === 1 && sameExplanation(before, this.record));
    paint(svg, this.description.scene(this.view, this.onPaper ? this.sheet : this.canvas(this.width)));
    const mark = this.active === null ? null : svg.querySelector(`[data-player="${this.active}"]`);
    showTip(this.renderRoot, mark, this.pointer);
  }

  /** Labels stand in full on paper, as long as the rest stays large enough to read. */
  private get sheet(): Canvas {
    const canvas = { ...this.canvas(paperWidth), active: null, dense: true };
    const whole = this.whole(canvas);
    return whole.width <= 1.4 * paperWidth ? whole : canvas;
  }

  private whole(canvas: Canvas): Canvas {
    const { view, description } = this;
    if (!view) return canvas;
    const labels = [view, ...view.companions].flatMap((one) =>
      description.shown(one).map((player) => playerLabel(player, one)),
    );
    return wholeCanvas(labels, canvas);
  }

  /** Whether the readout stands beside the mark pointed at, too. */
  protected get tips(): boolean {
    return true;
  }

  /** On paper the table is open, and afterwards as it was on the screen. */
  private readonly turn = (event: Event): void => {
    const matches = isForPaper(event);
    this.onPaper = matches;
    const table = this.renderRoot.querySelector<HTMLDetailsElement>('#table');
    if (!table || (matches && table.open)) return;
    if (matches || this.unfolded) table.open = matches;
    this.unfolded = matches;
  };

  override render() {
    const { view } = this;
    if (!view) return nothing;
    const { name, cells } = this.description;
    const { language } = view;
    const silent = nothingLearnt(view.record);
    if (silent) return html`<p lang=${language.tag} dir=${language.direction}>${language.text(silent)}</p>`;
    const described = this.readout(view);
    return html`
      <div lang=${language.tag} dir=${language.direction}>
        <div class="drawing">
          ${this.tips ? html`<div class="tip" aria-hidden="true" hidden>${described}</div>` : nothing}
          <svg role="img" tabindex="0" aria-label=${summary(name, view)} aria-details="table"
            @pointermove=${this.onPoint} @pointerdown=${this.onPoint} @pointerleave=${this.onLeave}
            @keydown=${this.onKey} @blur=${this.onLeave}></svg>
        </div>
        ${this.controls(view)}
        <div class=${this.width < narrowBelow ? 'below narrow' : 'below'}>
          <output id="readout" class=${described === null ? '' : 'on'} aria-live="polite">${
            described ?? this.hint(view)
          }</output>
          ${cells ? nothing : this.moreButton(view, this.max ?? this.description.max)}
        </div>
        ${dataTable(view, summary(name, view), cells?.table ?? tableOf)}
      </div>
    `;
  }

  /** How to point at a mark. */
  protected hint({ language, record }: View): string {
    if (this.description.cells) return language.say('chart.hint.cells');
    return language.say(record.input.kind === 'image' ? 'chart.hint.segments' : 'chart.hint.rows');
  }

  /** Describes the mark pointed at; null without one. */
  private readout(view: View): string | null {
    if (this.active === null) return null;
    const { cells } = this.description;
    if (cells) return cells.readout(view, this.active);
    const player = view.players.find(({ index }) => index === this.active);
    return player ? readout(player, view) : null;
  }

  /** Switches between the first `limit` players and all of them; absent where there are no more. */
  protected moreButton({ language, players }: View, limit: number): TemplateResult | typeof nothing {
    const count = players.length;
    if (count <= limit) return nothing;
    const toggle = () => {
      this.all = !this.all;
    };
    const text = this.all ? language.say('chart.showFewer') : language.say('chart.showAll', { count });
    return html`<button type="button" aria-expanded=${this.all} @click=${toggle}>${text}</button>`;
  }

  /** The drawing as a self-contained SVG file on a light ground. */
  toSVG(width = Math.max(this.width, 320)): string {
    return this.drawn({ ...this.canvas(width), active: null });
  }

  protected drawn(canvas: Canvas): string {
    const { view, description } = this;
    if (!view || nothingLearnt(view.record)) return '';
    return svgText(description.scene(view, this.whole(canvas)), summary(description.name, view));
  }

  /** The same as a PNG, `scale` pixels per CSS pixel. */
  toPNG(scale = 2): Promise<Blob> {
    return pngOf(this.toSVG(), scale);
  }

  saveSVG(): void {
    const { view } = this;
    if (view && !nothingLearnt(view.record))
      download(new Blob([this.toSVG()], { type: 'image/svg+xml' }), chartFile(this.description.name, view, 'svg'));
  }

  async savePNG(): Promise<void> {
    const { view } = this;
    if (view && !nothingLearnt(view.record))
      download(await this.toPNG(), chartFile(this.description.name, view, 'png'));
  }

  private get svg(): SVGSVGElement | null {
    return this.renderRoot.querySelector('svg');
  }

  protected onPoint(event: PointerEvent): void {
    const row = event
      .composedPath()
      .find(
        (target): target is Element =>
          target instanceof Element &&
          (target.hasAttribute('data-player') || target.querySelector(':scope > [data-player]') !== null),
      );
    const player = row?.getAttribute('data-player') ?? row?.querySelector('[data-player]')?.getAttribute('data-player');
    if (player === undefined || player === null || row === this.svg) return;
    this.pointer = { x: event.clientX, y: event.clientY };
    this.active = Number(player);
  }

  protected onLeave(event: Event): void {
    // Lifting a finger keeps what it touched.
    if (event instanceof PointerEvent && event.pointerType !== 'mouse') return;
    this.active = null;
  }

  /** Arrow keys go through the players by rank, Home and End go to the ends, Escape to none. */
  protected onKey(event: KeyboardEvent): void {
    this.pointer = null;
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
    const next = placeAfter(event.key, at, reachable.length);
    if (event.key === 'Escape') {
      // What points at nothing leaves the key to the page around.
      if (this.active === null) return;
      this.active = null;
    } else if (next !== null) this.active = reachable[next].index;
    else return;
    event.preventDefault();
  }
}
