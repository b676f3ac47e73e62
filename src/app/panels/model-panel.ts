import { html, nothing, type TemplateResult } from 'lit';
import '../../charts/elements/model-chart-element.ts';
import type { ExplainedRows } from '../../charts/whole/explained-rows.ts';
import { modelChartsFor } from '../../charts/whole/index.ts';
import type { ModelChartName, Subject } from '../../charts/whole/picture.ts';
import { isProtected } from '../../wording/answer-sentence.ts';
import { classText } from '../../wording/class-words.ts';
import { remarkOn } from '../../wording/display.ts';
import { narrowed, writeCohort } from '../whole/cohort-text.ts';
import { explainedRows, type OnShow } from '../whole/on-show.ts';
import { createPieces } from '../whole/pieces.ts';
import { readMark } from '../whole/rows-of-mark.ts';
import type { Inspected } from '../whole/whole-model.ts';
import { namesOf } from '../whole/words.ts';
import { selectField } from './fields.ts';
import { Panel } from './panel.ts';

/** Which part of an inspection is drawn; see `Choice`. */
interface Drawn {
  readonly column?: string | null;
  readonly ofClass?: string | null;
}

/** A part of what is shown of a model as a whole: a picture at a time, and what goes with it. */
export abstract class ModelPanel extends Panel {
  static override properties = { ...Panel.properties, seen: { attribute: false } };
  declare seen: OnShow;
  /** Rows that were made for what is shown: pictures know them by what they found out of them. */
  private readonly piece = createPieces();

  protected get inspected(): Inspected {
    return this.state.whole.inspected as Inspected;
  }

  /** Those of a part's pictures that there is something to draw for. */
  protected pictures(of: readonly string[], { column = null, ofClass = null }: Drawn = {}): readonly ModelChartName[] {
    const { seen, inspected } = this;
    const { language } = this.state;
    const subject = {
      inspection: seen.inspection,
      language,
      words: namesOf(inspected.study, language),
      choice: { column, class: ofClass },
      rows: this.single(),
    };
    const all = modelChartsFor(subject);
    return of.flatMap((name) => all.find((one) => one === name) ?? []);
  }

  protected shownPicture(offered: readonly ModelChartName[]): ModelChartName | null {
    return offered.find((name) => name === this.state.whole.place.picture) ?? offered[0] ?? null;
  }

  protected picker(offered: readonly ModelChartName[]): TemplateResult | typeof nothing {
    const shown = this.shownPicture(offered);
    if (shown === null || offered.length < 2) return nothing;
    const choices = offered.map((value) => ({ value, label: this.say(`chart.whole.kinds.${value}.label`) }));
    const field = { name: 'model-picture', label: this.say('page.whole.picture') };
    return selectField(field, shown, choices, (picture) => this.controller.lookAt({ picture, rows: null }));
  }

  /** One of several classes, against the rest; the one that is explained where none is chosen. */
  protected classes(chosen: string | null, choose: (name: string) => void): TemplateResult | typeof nothing {
    const { study, inspection } = this.inspected;
    const names = inspection?.classes ?? [];
    if (!inspection || names.length <= 2) return nothing;
    const choices = names.map((value) => ({ value, label: classText(study.card, value, this.state.language) }));
    const current = names.find((name) => name === chosen) ?? inspection.output;
    return selectField({ name: 'model-class', label: this.say('page.whole.class') }, current, choices, choose);
  }

  /** What a picture is for. */
  protected purpose(shown: ModelChartName | null): TemplateResult | typeof nothing {
    return shown === null ? nothing : html`<p class="hint">${this.say(`chart.whole.kinds.${shown}.help`)}</p>`;
  }

  /** The rows that are looked at, one by one. */
  private single(rest = false): ExplainedRows | null {
    const { inspected, seen } = this;
    const { study, rows } = inspected;
    return this.piece(rest ? 'rest' : 'these', [study, rows, seen.places], () => {
      const isPart = seen.places.length < (rows?.rows.length ?? 0);
      const places = new Set(isPart ? seen.places : []);
      return explainedRows(inspected, isPart ? (place) => places.has(place) !== rest : undefined);
    });
  }

  /** What the rows that are looked at stand beside, or the rest, so that both have one scale. */
  private beside(rest: boolean): Pick<Subject, 'inspection' | 'rows'> | null {
    const { inspection: these, rest: others } = this.seen;
    if (!others) return null;
    const [inspection, rows] = [rest ? these : others, this.single(!rest)];
    return this.piece(rest ? 'beside-rest' : 'beside-these', [inspection, rows], () => ({ inspection, rows }));
  }

  /** A picture; of some rows it stands beside that of all others. */
  protected drawing(chart: ModelChartName, drawn: Drawn = {}): TemplateResult {
    const { inspection, rest } = this.seen;
    if (!rest) return this.chart(chart, inspection, drawn);
    const { name } = this.seen.wish;
    const count = (of: 'these' | 'others', rows: number) =>
      of === 'these' && name !== ''
        ? html`<h3><bdi>${name}</bdi>: ${this.say('page.whole.rows.count', { count: rows })}</h3>`
        : html`<h3>${this.say(`page.whole.cohort.${of}`, { rows })}</h3>`;
    return html`
      <div class="model-both">
        <div>${count('these', inspection.table.used)}${this.chart(chart, inspection, drawn)}</div>
        <div>${count('others', rest.table.used)}${this.chart(chart, rest, drawn, true)}</div>
      </div>
    `;
  }

  /** What the marks of protected columns mean, of those that a picture may show. */
  protected protectedRemark(names: readonly string[]): TemplateResult | typeof nothing {
    const { card } = this.inspected.study;
    const remark = remarkOn(
      names.filter((name) => isProtected(card, [name])),
      card,
      this.state.language,
    );
    return remark === null ? nothing : html`<p class="hint">${remark}</p>`;
  }

  private chart(
    chart: ModelChartName,
    inspection: OnShow['inspection'],
    { column, ofClass }: Drawn,
    rest = false,
  ): TemplateResult {
    const { language } = this.state;
    return html`
      <oriel-model-chart .inspection=${inspection} .beside=${this.beside(rest)} .chart=${chart}
        .language=${language} ?plain=${rest}
        .words=${namesOf(this.inspected.study, language)} .rows=${this.single(rest)} .column=${column ?? null}
        .ofClass=${ofClass ?? null} ?brushable=${!rest} @choose=${rest ? nothing : this.choose}
        @brush=${(event: CustomEvent<readonly string[]>) => this.brushed(chart, event.detail)}></oriel-model-chart>
    `;
  }

  protected readonly choose = (event: CustomEvent<string>) => {
    const mark = readMark(event.detail);
    if (mark !== null && typeof mark === 'object' && mark.kind === 'row') void this.controller.showDecision(mark.row);
    else if (mark) this.controller.lookAt({ rows: event.detail });
  };

  private brushed(picture: ModelChartName, keys: readonly string[]): void {
    this.controller.lookAt({ rows: null, cohort: writeCohort(narrowed(this.state.whole, { picture, keys })) });
  }

  protected none(why: 'good' | 'by' | 'whom'): TemplateResult {
    const running = this.inspected.state === 'running';
    return html`<p class=${running ? 'hint' : 'empty'}>${
      running ? this.say('page.whole.coming') : this.say(`page.whole.nothing.${why}`)
    }</p>`;
  }
}
