import { css, html, LitElement, nothing } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import type { Explanation } from '../../records/record.ts';
import type { ChartName } from '../chart.ts';
import { chartFor, chartsFor } from '../index.ts';
import type { Presentation } from '../view.ts';
import { nothingLearnt } from '../wording.ts';
import type { ChartElement } from './chart-element.ts';
import { NearestLanguage } from './nearest-language.ts';
import { colours, mediaStyles } from './styles.ts';

/**
 * `<oriel-chart>`: the chart that reads best for a record, with a toolbar. `chart` asks for a kind
 * by name; when the person chooses one, it changes, and an `oriel-chart-kind` event has the name as
 * its detail.
 */
export class OrielChart extends LitElement {
  static override styles = [
    colours,
    css`
      .bar,
      .saves {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
      }
      .bar {
        padding-block-end: 10px;
      }
      .kinds {
        display: flex;
        margin-inline-end: auto;
      }
      .kinds button {
        border-radius: 0;
        margin-inline-start: -1px;
        color: var(--muted);
      }
      .kinds button:first-child {
        border-start-start-radius: 5px;
        border-end-start-radius: 5px;
        margin: 0;
      }
      .kinds button:last-child {
        border-start-end-radius: 5px;
        border-end-end-radius: 5px;
      }
      .kinds button[aria-pressed='true'] {
        background: var(--wash);
        color: var(--ink);
        font-weight: 600;
      }
    `,
    mediaStyles,
  ];
  static override properties = {
    record: { attribute: false },
    language: { attribute: false },
    chart: { reflect: true },
    output: { type: Number },
    flip: { type: Boolean },
    label: {},
    units: {},
    max: { type: Number },
    average: { type: Number },
    beside: { attribute: false },
    offered: { attribute: false },
    plain: { type: Boolean },
  };

  declare record: Explanation | null;
  /** The language of the page; null for that of the nearest `lang`. */
  declare language: Language | null;
  declare chart: string | null;
  declare output: number | null;
  declare flip: boolean;
  declare label: string | undefined;
  declare units: Presentation['units'];
  declare max: number | null;
  declare average: number | null;
  /** See `Presentation`. */
  declare beside: Explanation | null;
  /**
   * Charts beside the record's own that the page can have a record made for: choosing one changes
   * nothing but sends the event.
   */
  declare offered: readonly ChartName[];
  /** Whether it is without the buttons that save it, where its page may not save files. */
  declare plain: boolean;
  private readonly nearest = new NearestLanguage(this);
  private shown: ChartElement | null = null;

  constructor() {
    super();
    this.record = null;
    this.language = null;
    this.chart = null;
    this.output = null;
    this.flip = false;
    this.max = null;
    this.average = null;
    this.beside = null;
    this.offered = [];
    this.plain = false;
  }

  /** The chart element on show; null without a record. */
  get element(): ChartElement | null {
    return this.shown;
  }

  toSVG(): string {
    return this.shown?.toSVG() ?? '';
  }

  async toPNG(scale = 2): Promise<Blob | null> {
    return this.shown ? this.shown.toPNG(scale) : null;
  }

  saveSVG(): void {
    this.shown?.saveSVG();
  }

  async savePNG(): Promise<void> {
    await this.shown?.savePNG();
  }

  override willUpdate(): void {
    if (!this.record) {
      this.shown = null;
      return;
    }
    const tag = `oriel-${chartFor(this.record, this.chart).name}`;
    if (this.shown?.localName !== tag) this.shown = document.createElement(tag) as ChartElement;
    const { record, output, flip, label, units, max, average, beside } = this;
    const language = this.nearest.current;
    Object.assign(this.shown, { record, output, flip, label, units, max, average, beside, language });
  }

  override render() {
    if (!this.record || !this.shown) return nothing;
    // There is nothing to choose or to save where nothing was learnt.
    if (nothingLearnt(this.record)) return this.shown;
    const suitable = chartsFor(this.record);
    const current = chartFor(this.record, this.chart);
    const language = this.nearest.current;
    const toolbar = language.say('chart.toolbar');
    const names = suitable.map(({ name }) => name);
    const kinds = [...names, ...this.offered.filter((name) => !names.includes(name))].map(
      (name) =>
        html`<button type="button" title=${language.say(`chart.kinds.${name}.help`)}
          aria-pressed=${name === current.name} @click=${() => this.choose(name)}>${language.say(
            `chart.kinds.${name}.label`,
          )}</button>`,
    );
    const choice = kinds.length > 1 ? kinds : nothing;
    const saves = html`
      <div class="saves">
        ${saveButton('saveSvg', language, () => this.saveSVG())}
        ${saveButton('savePng', language, () => this.savePNG())}
      </div>
    `;
    const bar = html`
        <div class="bar" role="toolbar" aria-label=${toolbar}>
          <div class="kinds" role="group" aria-label=${toolbar}>${choice}</div>
          ${this.plain ? nothing : saves}
        </div>
    `;
    return html`
      <div lang=${language.tag} dir=${language.direction}>
        ${this.plain && choice === nothing ? nothing : bar} ${this.shown}
      </div>
    `;
  }

  private choose(name: ChartName): void {
    if (this.record && chartsFor(this.record).some((chart) => chart.name === name)) this.chart = name;
    this.dispatchEvent(new CustomEvent('oriel-chart-kind', { detail: name, bubbles: true, composed: true }));
  }
}

function saveButton(action: 'saveSvg' | 'savePng', language: Language, act: () => unknown) {
  const help = language.say(`chart.${action}.help`);
  const label = language.say(`chart.${action}.label`);
  return html`<button type="button" title=${help} aria-label=${help} @click=${act}>${label}</button>`;
}

customElements.define('oriel-chart', OrielChart);
