import { html, LitElement, nothing, type PropertyDeclarations, type PropertyValues } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import { learnLater } from '../../catalogue/later.ts';
import type { Inspection } from '../../records/inspection.ts';
import type { Canvas } from '../chart.ts';
import { narrowBelow } from '../scene/frame.ts';
import { paint } from '../scene/paint.ts';
import { download, pngOf } from '../scene/save.ts';
import type { Scene } from '../scene/scene.ts';
import type { ExplainedRows } from '../whole/explained-rows.ts';
import { pictureFile, pictureSvg, spoken } from '../whole/file.ts';
import { modelChart, modelCharts } from '../whole/index.ts';
import { narrows } from '../whole/mark-key.ts';
import { type ModelChart, type ModelChartName, type Picture, type Subject, sceneOf } from '../whole/picture.ts';
import { rowColumns } from '../whole/row-columns.ts';
import { tableCsv } from '../whole/tables.ts';
import { modelChartStyles } from './model-chart-styles.ts';
import { numbersTable } from './model-chart-table.ts';
import { NearestLanguage } from './nearest-language.ts';
import { measureIn } from './own-measure.ts';
import { widthObserver } from './own-width.ts';
import { apart, drawPoints, type PlacedPoint, ringAround } from './point-canvas.ts';
import { Pointing } from './pointing.ts';
import { saveButtons } from './save-buttons.ts';
import { chartStyles, colours, mediaStyles } from './styles.ts';
import { showTip } from './tip.ts';

/** What of the system changes colours. */
const looks = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) => matchMedia(query));

/** More rows than this take a while to draw. */
const MANY_ROWS = 5000;

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** What names are called where the page has no words for them. */
const plainWords: Subject['words'] = { label: () => undefined, level: (_, level) => level, class: (name) => name };

/**
 * `<oriel-model-chart>`: a picture of a model as a whole, with its sentence, its numbers and its
 * files. A click on a mark, or Enter, sends `choose` with the mark's key (`whole/mark-key.ts`).
 * With `brushable`, a rectangle drawn over marks, or Shift with the arrow keys and Enter, sends
 * `brush` with their keys.
 */
export class ModelChartElement extends LitElement {
  static override styles = [colours, chartStyles, modelChartStyles, mediaStyles];
  static override properties: PropertyDeclarations = {
    inspection: { attribute: false },
    chart: {},
    language: { attribute: false },
    words: { attribute: false },
    rows: { attribute: false },
    beside: { attribute: false },
    column: {},
    ofClass: { attribute: 'of-class' },
    division: { type: Number },
    group: { type: Number },
    plain: { type: Boolean },
    brushable: { type: Boolean },
    width: { state: true },
    active: { state: true },
    unfolded: { state: true },
  };

  declare inspection: Inspection | null;
  /** Which picture; the first that there is something to draw for where it is none. */
  declare chart: ModelChartName | null;
  /** The language of the page; null for that of the nearest `lang`. */
  declare language: Language | null;
  /** What columns, levels and classes are called: a card's words. */
  declare words: Subject['words'] | null;
  /** Single rows with their attributions, for the pictures that show each of them. */
  declare rows: ExplainedRows | null;
  /** What stands beside it, of which the same picture is drawn. */
  declare beside: Pick<Subject, 'inspection' | 'rows'> | null;
  /** See `Choice`. */
  declare column: string | null;
  declare ofClass: string | null;
  declare division: number | null;
  declare group: number | null;
  /** Whether it is without the buttons that save it. */
  declare plain: boolean;
  /** Whether several marks can be chosen together. */
  declare brushable: boolean;
  /** Width of the element in pixels; 0 until laid out. */
  declare private width: number;
  /** Key of the mark that is pointed at. */
  declare private active: string | null;
  /** Whether its table is open. */
  declare private unfolded: boolean;
  private picture: Picture | null = null;
  /** Rows of which is known what pictures begin with. */
  private met: ExplainedRows | null = null;
  /** The picture of what stands beside it, where both are to have one scale. */
  private other: Picture | null = null;
  private known: Language | null = null;
  private readonly pointing = new Pointing({
    marks: () => this.picture?.marks ?? [],
    points: () => this.drawn?.points ?? [],
    drawing: () => this.drawing,
    frame: () => this.renderRoot.querySelector<HTMLElement>('.brush'),
    canBrush: () => this.canBrush,
    active: () => this.active,
    point: (key) => {
      this.active = key;
    },
    letGo: () => this.requestUpdate(),
    choose: (key) => this.send('choose', key),
    brush: (keys) => this.send('brush', keys),
  });
  /** What is drawn, and what the canvas was drawn for. */
  private drawn: ReturnType<typeof apart> | null = null;
  private drawnPicture: Picture | null = null;
  private drawnAs = '';
  private readonly nearest = new NearestLanguage(this);
  private readonly resizing = widthObserver((width) => {
    this.width = width;
  });

  constructor() {
    super();
    this.inspection = null;
    this.chart = null;
    this.language = null;
    this.words = null;
    this.rows = null;
    this.beside = null;
    this.column = null;
    this.ofClass = null;
    this.division = null;
    this.group = null;
    this.plain = false;
    this.brushable = false;
    this.width = 0;
    this.active = null;
    this.unfolded = false;
  }

  /** The canvas has no colours of its own that follow those of the system. */
  private readonly recolour = (): void => {
    this.drawnPicture = null;
    this.requestUpdate();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    for (const query of looks) query.addEventListener('change', this.recolour);
    this.resizing.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resizing.disconnect();
    for (const query of looks) query.removeEventListener('change', this.recolour);
  }

  /**
   * What takes a while has tasks of its own, apart from what the page around does: to get to know
   * many rows, and to draw them.
   */
  protected override async scheduleUpdate(): Promise<void> {
    const { rows } = this;
    if (!rows || rows.rows.length <= MANY_ROWS) this.met = null;
    else {
      await nextTask();
      if (rows !== this.met) {
        rowColumns(rows);
        this.met = rows;
        await nextTask();
      }
    }
    super.scheduleUpdate();
  }

  /** What the picture is made of; null until there is an inspection, and its language is loaded. */
  private get subject(): Subject | null {
    const { inspection, known, column, division, group } = this;
    if (!inspection || !known) return null;
    const choice = { column, class: this.ofClass, division, group };
    return { inspection, language: known, words: this.words ?? plainWords, choice, rows: this.rows };
  }

  private chosen(subject: Subject): ModelChart | null {
    const wanted = this.chart === null ? modelCharts.find((one) => one.accepts(subject)) : modelChart(this.chart);
    return wanted?.accepts(subject) ? wanted : null;
  }

  private pictureOf(subject: Subject | null): Picture | null {
    return (subject && this.chosen(subject)?.picture(subject)) ?? null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (onlyPointed(changed)) return;
    if (this.width === 0) this.width = Math.floor(this.clientWidth);
    const language = this.nearest.current;
    if (language !== this.known)
      learnLater(language).then(() => {
        if (this.nearest.current !== language) return;
        this.known = language;
        this.requestUpdate();
      });
    const { subject } = this;
    this.picture = this.pictureOf(subject);
    this.other = subject && this.beside && this.picture?.bars ? this.pictureOf({ ...subject, ...this.beside }) : null;
    if (this.active !== null && !this.picture?.marks.some(({ key }) => key === this.active)) this.active = null;
  }

  private get canvas(): Canvas {
    return { width: Math.max(this.width, 240), measure: measureIn(this) };
  }

  override updated(changed: PropertyValues<this>): void {
    const { picture, subject, drawing } = this;
    if (!drawing || !picture || !subject || this.width === 0) return;
    if (!this.drawn || !onlyPointed(changed)) this.drawn = apart(sceneOf(picture, subject, this.canvas, this.other));
    const { scene, points } = this.drawn;
    const ringed = points.find(({ key }) => key === this.active);
    paint(drawing, ringed ? { ...scene, marks: [...scene.marks, ringAround(ringed)] } : scene);
    this.drawDots(points, scene);
    const marks = [...drawing.querySelectorAll('[data-key]')];
    for (const mark of marks) {
      const key = mark.getAttribute('data-key') ?? '';
      mark.toggleAttribute('data-on', key === this.active);
      mark.toggleAttribute('data-chosen', this.pointing.gathered.includes(key));
    }
    showTip(this.renderRoot, marks.find((one) => one.hasAttribute('data-on')) ?? null, this.pointing.pointer);
  }

  override render() {
    const { picture, known, subject, pointing } = this;
    if (!known || !subject) return nothing;
    if (!picture) return html`<p lang=${known.tag} dir=${known.direction}>${known.say('chart.whole.nothing')}</p>`;
    const described = picture.marks.find(({ key }) => key === this.active)?.says ?? null;
    return html`
      <div lang=${known.tag} dir=${known.direction}>
        ${this.plain ? nothing : saveButtons(this, known)}
        <div class="drawing">
          <div class="tip" aria-hidden="true" hidden>${described}</div>
          <div class="brush" aria-hidden="true" hidden></div>
          <svg role="img" tabindex="0" aria-label=${spoken(picture)} aria-details="table"
            @pointermove=${pointing.move} @pointerdown=${pointing.down} @pointerleave=${pointing.leave}
            @pointerup=${pointing.up} @pointercancel=${pointing.cancel}
            @click=${pointing.click} @keydown=${pointing.key} @blur=${pointing.leave}></svg>
          <canvas aria-hidden="true" hidden></canvas>
        </div>
        <div class=${this.width < narrowBelow ? 'below narrow' : 'below'}>
          <output class=${described === null ? '' : 'on'} aria-live="polite">${
            this.told(described, known) ?? (picture.marks.length > 0 ? known.say(this.hint) : nothing)
          }</output>
        </div>
        ${numbersTable(picture, known, { isOpen: this.unfolded, toggled: this.onFold })}
      </div>
    `;
  }

  private readonly onFold = (isOpen: boolean): void => {
    this.unfolded = isOpen;
  };

  private get canBrush(): boolean {
    return this.brushable && (this.picture?.marks.some(({ key }) => narrows(key)) ?? false);
  }

  private get hint(): 'chart.whole.hint' | 'chart.whole.hintBrush' {
    return this.canBrush ? 'chart.whole.hintBrush' : 'chart.whole.hint';
  }

  private told(described: string | null, known: Language): string | null {
    const count = this.pointing.gathered.length;
    return count === 0 ? described : known.say('chart.whole.gathered', { count, text: described });
  }

  /** The canvas is left alone where it shows these dots already. */
  private drawDots(points: readonly PlacedPoint[], scene: Scene): void {
    const canvas = this.renderRoot.querySelector('canvas');
    const drawn = JSON.stringify([this.width, points.length]);
    const same = this.drawnPicture === this.picture && this.drawnAs === drawn;
    if (!canvas || same) return;
    [this.drawnPicture, this.drawnAs] = [this.picture, drawn];
    canvas.hidden = points.length === 0;
    if (points.length > 0) drawPoints(canvas, points, scene);
  }

  /** The picture as a self-contained SVG file on a light ground; empty where there is none. */
  toSVG(width = Math.max(this.width, 320)): string {
    const { picture, subject } = this;
    return picture && subject ? pictureSvg(picture, subject, { ...this.canvas, width }) : '';
  }

  /** The same as a PNG, `scale` pixels per CSS pixel. */
  toPNG(scale = 2): Promise<Blob> {
    return pngOf(this.toSVG(), scale);
  }

  /** Its numbers as CSV; empty where there are none. */
  toCSV(): string {
    return this.picture ? tableCsv(this.picture.table) : '';
  }

  saveSVG(): void {
    this.save('svg', new Blob([this.toSVG()], { type: 'image/svg+xml' }));
  }

  async savePNG(): Promise<void> {
    if (this.picture) this.save('png', await this.toPNG());
  }

  saveCSV(): void {
    this.save('csv', new Blob([this.toCSV()], { type: 'text/csv' }));
  }

  private save(extension: string, blob: Blob): void {
    const { subject } = this;
    const chart = subject && this.chosen(subject);
    if (chart) download(blob, pictureFile(chart.name, subject, extension));
  }

  private get drawing(): SVGSVGElement | null {
    return this.renderRoot.querySelector('svg');
  }

  private send(what: 'choose' | 'brush', detail: string | readonly string[]): void {
    this.dispatchEvent(new CustomEvent(what, { detail, bubbles: true, composed: true }));
  }
}

/** Whether nothing is new but the mark that is pointed at, or that the table was opened. */
const onlyPointed = (changed: ReadonlyMap<PropertyKey, unknown>): boolean =>
  changed.size > 0 && [...changed.keys()].every((key) => key === 'active' || key === 'unfolded');

customElements.define('oriel-model-chart', ModelChartElement);

declare global {
  interface HTMLElementTagNameMap {
    'oriel-model-chart': ModelChartElement;
  }
}
