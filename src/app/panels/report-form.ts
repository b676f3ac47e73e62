import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { Message } from '../../catalogue/message.ts';
import { download, slug } from '../../charts/scene/save.ts';
import type { Reasons } from '../../library/index.ts';
import type { Ranges } from '../../report/about.ts';
import { entriesAbout, isAbout } from '../../report/given.ts';
import { makeReport } from '../../report/make.ts';
import { messageOf } from '../explaining/explaining.ts';
import type { Reported } from '../reporting.ts';
import '../styles/report.css';
import { LatePanel } from './late-panel.ts';

type Reference = Reasons['reference']['kind'];

/** What a report is to say beside the explanation, and the file. */
export class ReportForm extends LatePanel {
  static override properties = { ...LatePanel.properties, of: { attribute: false } };
  declare of: Reported;
  private failure: Message | null = null;
  private working = false;
  private made = false;

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    // What was made is of what was on show.
    if (changed.has('of') && changed.get('of')?.record.id !== this.of.record.id && this.made) {
      this.made = false;
      this.requestUpdate();
    }
  }

  private failed(thrown: unknown): void {
    this.failure = messageOf(thrown);
    this.working = false;
    this.requestUpdate();
  }

  protected override learnt(): void {
    void this.updateComplete.then(() => this.querySelector('input')?.focus());
  }

  protected override content() {
    return html`
      <form class="report-form" aria-label=${this.say('page.reporting.title')} @submit=${this.submit}>
        <p class="hint">${this.say('page.reporting.help')}</p>
        ${this.field('decision', 'text')} ${this.field('date', 'date')} ${this.field('contact', 'text')}
        ${this.field('reference', 'text')} ${this.references()}
        <label class="check"><input type="checkbox" name="without">
          <span>${this.say('page.reporting.without')}</span></label>
        <div class="choices">
          <button type="submit" ?disabled=${this.working}>${this.say('page.reporting.make')}</button>
          <button type="button" class="quiet" @click=${this.close}>${this.say('page.reporting.close')}</button>
        </div>
        <p role="status" class="hint">${this.status()}</p>
        ${this.failure ? html`<p role="alert">${this.language.text(this.failure)}</p>` : nothing}
      </form>
    `;
  }

  private status(): string {
    if (this.working) return this.say('page.reporting.working');
    return this.made ? this.say('page.reporting.made') : '';
  }

  private field(name: 'decision' | 'date' | 'contact' | 'reference', type: 'text' | 'date'): TemplateResult {
    return html`<div class="field"><label for="report-${name}">${this.say(`page.reporting.${name}`)}</label>
      <input id="report-${name}" name=${name} type=${type} autocomplete="off"></div>`;
  }

  /** The cells of the row, where its model is at hand to say what counts. */
  private get row() {
    const { record, study } = this.of;
    return study && record.input.kind === 'tabular' ? record.input.values : null;
  }

  private references(): TemplateResult | typeof nothing {
    if (!this.row || !this.of.study) return nothing;
    const kinds = this.of.study.card.task === 'regression' ? (['all'] as const) : (['all', 'approved'] as const);
    const choices = [
      ...kinds.map((kind) => [kind, this.say(`page.reporting.${kind}`)] as const),
      ['none', this.say('page.reporting.background')] as const,
    ];
    return html`<div class="field"><label for="report-compared">${this.say('page.reporting.compared')}</label>
      <select id="report-compared" name="compared">
        ${choices.map(([value, name]) => html`<option value=${value} .selected=${value === 'all'}>${name}</option>`)}
      </select></div>`;
  }

  private readonly submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (this.working || !(event.currentTarget instanceof HTMLFormElement)) return;
    [this.working, this.made, this.failure] = [true, false, null];
    this.requestUpdate();
    this.make(new FormData(event.currentTarget)).then(
      () => {
        [this.working, this.made] = [false, true];
        this.requestUpdate();
      },
      (thrown) => this.failed(thrown),
    );
  };

  private async make(given: FormData): Promise<void> {
    const { record, card, study } = this.of;
    const { language } = this;
    const { changing, whole, kept } = this.state;
    const text = (name: string): string | null => String(given.get(name) ?? '').trim() || null;
    const compared = text('compared');
    const { row } = this;
    const reasons =
      row && study && compared !== null && compared !== 'none' && !given.has('without')
        ? [await this.controller.principalReasons(study, row, compared as Reference)]
        : [];
    const found = [changing.search?.record, changing.search?.parts].filter((one) => one !== null && one !== undefined);
    const { inspected } = whole;
    const report = await makeReport([record], {
      ...{ language, card, reasons },
      ...{ decision: text('decision'), date: text('date'), contact: text('contact'), reference: text('reference') },
      counterfactuals: found.filter((one) => isAbout(one, [record])),
      inspection: inspected && inspected.study === study && inspected.state === 'done' ? inspected.inspection : null,
      log: entriesAbout(kept.log.entries ?? [], [record]),
      unused: study?.unused ? [...study.unused] : null,
      ranges: study && study.columns.length > 0 ? this.ranges() : null,
      withoutInput: given.has('without'),
    });
    const name = slug(`oriel report ${record.model.name} ${text('reference') ?? ''}`);
    download(new Blob([report], { type: 'text/html' }), `${name}.html`);
  }

  /** What the table's columns range over. */
  private ranges(): Ranges | null {
    const { study } = this.of;
    if (!study) return null;
    return {
      file: this.say('page.reporting.table'),
      columns: study.columns.map(({ name, levels }, at) => {
        const range = study.ranges[at] ?? null;
        return { name, range: range && [range[0], range[1]], levels: levels && [...levels] };
      }),
    };
  }

  private readonly close = (): void => {
    this.dispatchEvent(new Event('close'));
  };
}

customElements.define('oriel-report-form', ReportForm);
