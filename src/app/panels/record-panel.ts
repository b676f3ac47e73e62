import { html, nothing, type TemplateResult } from 'lit';
import { message } from '../../catalogue/message.ts';
import { viewOf } from '../../charts/view.ts';
import { nothingLearnt } from '../../charts/wording.ts';
import type { Explanation } from '../../records/record.ts';
import { classText } from '../../wording/class-words.ts';
import { displayRecord } from '../../wording/display.ts';
import { inputText, keptName } from '../wording/kept-words.ts';
import { Panel } from './panel.ts';
import './report-button.ts';

/** A saved record that was opened: drawn from what it says, without its model. */
export class RecordPanel extends Panel {
  protected override render() {
    const { openedRecord, language } = this.state;
    if (!openedRecord) return nothing;
    const { record, file, card = null } = openedRecord;
    const close = () => this.controller.closeRecord();
    const plain = viewOf(record, {}, undefined, language);
    const label = card ? classText(card, plain.name, language) : undefined;
    const view = viewOf(record, { label }, undefined, language);
    const silent = nothingLearnt(record);
    return html`
      <section class="opened-record${file === null ? ' from-kept' : ''}" aria-labelledby="record-title" tabindex="-1">
        <div class="beside-head">
          <h2 id="record-title">${this.say(file === null ? 'page.kept.opened' : 'page.record.title')}</h2>
          <button type="button" @click=${close}>${this.say('page.record.close')}</button>
        </div>
        <p class="sentence"><bdi>${keptName(record, card, language)}</bdi> · <bdi>${inputText(record, language)}</bdi>:
          <strong><bdi>${view.name}</bdi> ${view.answer}</strong></p>
        <p class="remark">${
          file === null
            ? this.say('page.kept.fromKept', { made: this.made(record) })
            : this.say('page.record.from', { file, made: this.made(record) })
        }</p>
        ${openedRecord.changed ? html`<p class="remark">${language.text(message('record.changed'))}</p>` : nothing}
        ${
          openedRecord.others > 0
            ? html`<p class="remark">${this.say('page.record.others', { count: openedRecord.others })}</p>`
            : nothing
        }
        ${
          silent
            ? html`<p>${language.text(silent)}</p>`
            : html`<oriel-chart .language=${language} .label=${label} .output=${view.output}
                .record=${card ? displayRecord(record, card, language) : record}></oriel-chart>`
        }
        ${file === null ? this.withModel(record) : nothing}
        <oriel-report-button .state=${this.state} .controller=${this.controller}
          .of=${{ record, card, study: null }}></oriel-report-button>
        ${this.facts(record)}
      </section>
    `;
  }

  /** Its model may be kept, too. */
  private withModel({ id, model: { sha256 } }: Explanation): TemplateResult | typeof nothing {
    const { models, work } = this.state.kept;
    if (!models.some((model) => model.sha256 === sha256 && !model.missing)) return nothing;
    const open = () => void this.controller.openModel(sha256, id);
    return html`<button type="button" class="with-model" ?disabled=${work !== null} @click=${open}>${this.say(
      'page.models.withModel',
    )}</button>`;
  }

  private made({ created }: Explanation): string {
    const time = new Date(created);
    return Number.isNaN(time.getTime()) ? created : this.state.language.date(time);
  }

  private facts({ explainer, seed, model, engine, runtime, id }: Explanation): TemplateResult {
    const { language } = this.state;
    const facts = [
      [this.say('page.trust.term.method'), explainer.name],
      [this.say('page.trust.term.why'), language.text(explainer.whyMessage ?? explainer.why)],
      [this.say('page.trust.term.seed'), String(seed)],
      [this.say('page.trust.term.runtime'), runtime],
      [this.say('page.trust.term.engine'), engine],
      [this.say('page.trust.term.model'), model.sha256],
      [this.say('page.record.id'), id],
    ];
    return html`
      <details class="terms">
        <summary>${this.say('page.trust.terms')}</summary>
        <dl>${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>
      </details>
    `;
  }
}

customElements.define('oriel-record', RecordPanel);
