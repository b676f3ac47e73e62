import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { roughTime } from '../../wording/format.ts';
import { tableOnShow } from '../whole/inspecting.ts';
import { createLooking, type OnShow } from '../whole/on-show.ts';
import { type WholePart, wholeParts } from '../whole/place.ts';
import type { Inspected } from '../whole/whole-model.ts';
import { modelName } from '../whole/words.ts';
import './model-against.ts';
import './model-by.ts';
import './model-cohort.ts';
import './model-good.ts';
import './model-rows.ts';
import './model-whom.ts';
import { Panel } from './panel.ts';

/** Milliseconds that are left. */
const WORTH_SAYING = 2000;

const tabId = (part: WholePart): string => `model-tab-${part}`;

/** How good a model is, what it goes by, whom it treats how: one part at a time. */
export class ModelParts extends Panel {
  private readonly looking = createLooking();
  private failedBefore = false;

  protected override firstUpdated(): void {
    if (document.activeElement !== document.body) this.querySelector<HTMLElement>('section')?.focus();
  }

  /** What takes the place of a button that is gone has the focus. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const failed = this.state.whole.inspected?.state === 'failed';
    if (failed && !this.failedBefore && document.activeElement === document.body)
      this.querySelector<HTMLElement>('.model-again')?.focus();
    this.failedBefore = failed;
  }

  protected override render() {
    const { state } = this;
    const { topic, whole } = state;
    const study = tableOnShow(state);
    const inspected = study && whole.inspected?.study === study ? whole.inspected : null;
    const seen = inspected && this.looking(whole);
    const title = topic ? this.say('page.whole.title', { name: modelName(topic.study, state.language) }) : '';
    return html`
      <section class="model" aria-labelledby="model-title" tabindex="-1">
        <div class="kept-head">
          <h2 id="model-title">${title || this.say('page.what.whole')}</h2>
          <button type="button" @click=${() => void this.controller.showDecision()}>${
            study ? this.say('page.whole.back') : this.say('page.whole.backNoRow')
          }</button>
        </div>
        ${topic && !study ? html`<p class="empty">${this.notOfTables(topic.study.card.input.kind)}</p>` : nothing}
        ${topic ? nothing : html`<p class="hint">${this.say('page.whole.waiting')}</p>`}
        ${inspected ? this.about(inspected) : nothing}
        ${study ? this.parts(seen) : nothing}
      </section>
    `;
  }

  private notOfTables(kind: string): string {
    return this.say('page.whole.noTable', { kind });
  }

  private about(inspected: Inspected): TemplateResult {
    const { inspection, state, error } = inspected;
    const { language } = this.state;
    const again = html`<button type="button" class="model-again"
      @click=${() => this.controller.inspectAgain()}>${this.say('page.whole.again')}</button>`;
    const said = {
      running: nothing,
      done: html`<p class="visually-hidden">${this.say('page.whole.done')}</p>`,
      stopped: html`<p>${this.say('page.whole.stopped')}</p>`,
      failed: html`<p>${this.say('page.whole.failed', { text: error ?? '' })}</p>`,
    }[state];
    return html`
      ${
        inspection
          ? html`<p class="hint">${this.say('page.whole.about', {
              file: inspection.table.file,
              used: inspection.table.used,
              known: inspection.table.known,
            })}</p>`
          : nothing
      }
      ${(inspection?.warnings ?? []).map((warning) =>
        warning ? html`<p class="model-warning">${language.text(warning)}</p>` : nothing,
      )}
      <div class="model-status" role="status">${said}</div>
      ${state === 'stopped' || state === 'failed' ? again : nothing}
      ${state === 'running' ? this.progress(inspected) : nothing}
    `;
  }

  private progress({ progress }: Inspected): TemplateResult {
    const { phase, done, total, milliseconds } = progress ?? { phase: 'answers', done: 0, total: 0, milliseconds: 0 };
    const left = done > 0 && done < total ? (milliseconds / done) * (total - done) : 0;
    const time = roughTime(left, this.state.language);
    const label = this.say('page.whole.progress');
    return html`
      <div class="progress">
        <progress aria-label=${label} max="1" value=${total > 0 ? done / total : nothing}></progress>
        <span>${total > 0 ? this.say(`page.whole.doing.${phase}`, { done, total }) : this.say('page.whole.waiting')}
          ${left > WORTH_SAYING ? this.say('page.whole.left', { time }) : nothing}</span>
        <button type="button" @click=${() => this.stop()}>${this.say('page.whole.stop')}</button>
      </div>
    `;
  }

  /** The button goes, and the focus with it. */
  private stop(): void {
    this.controller.stopInspecting();
    this.querySelector<HTMLElement>('section')?.focus();
  }

  private parts(seen: OnShow | null): TemplateResult {
    const { part } = this.state.whole.place;
    return html`
      <div class="tabs" role="tablist" aria-label=${this.say('page.whole.parts')} @keydown=${this.onKey}>
        ${wholeParts.map(
          (one) => html`
            <button type="button" role="tab" id=${tabId(one)} aria-controls="model-panel"
              aria-selected=${one === part} tabindex=${one === part ? nothing : -1}
              @click=${() => this.show(one)}>${this.say(`page.whole.part.${one}`)}</button>`,
        )}
      </div>
      <div id="model-panel" role="tabpanel" aria-labelledby=${tabId(part)}>
        ${seen ? this.content(seen) : this.nothingYet()}
      </div>
    `;
  }

  private nothingYet(): TemplateResult | typeof nothing {
    const coming = this.state.whole.inspected?.state === 'running';
    return coming ? html`<p class="hint">${this.say('page.whole.coming')}</p>` : nothing;
  }

  private content(seen: OnShow): TemplateResult {
    const { state, controller } = this;
    const parts = {
      good: () => html`<oriel-model-good .state=${state} .controller=${controller} .seen=${seen}></oriel-model-good>`,
      by: () => html`<oriel-model-by .state=${state} .controller=${controller} .seen=${seen}></oriel-model-by>`,
      against: () => html`<oriel-model-against .state=${state} .controller=${controller}
        .seen=${seen}></oriel-model-against>`,
      whom: () => html`<oriel-model-whom .state=${state} .controller=${controller} .seen=${seen}></oriel-model-whom>`,
    };
    const { part } = state.whole.place;
    return html`
      ${
        part === 'against'
          ? nothing
          : html`<oriel-model-cohort .state=${state} .controller=${controller} .seen=${seen}></oriel-model-cohort>`
      }
      ${part === 'against' || seen.places.length > 0 || !seen.judged ? parts[part]() : this.noRows(seen)}
      <oriel-model-rows .state=${state} .controller=${controller} .seen=${seen}></oriel-model-rows>
    `;
  }

  /** Rows that are looked for are said to be so above. */
  private noRows({ pending }: OnShow): TemplateResult | typeof nothing {
    return pending ? nothing : html`<p class="empty">${this.say('page.whole.cohort.nothing')}</p>`;
  }

  private show(part: WholePart): void {
    if (part !== this.state.whole.place.part) this.controller.lookAt({ part, picture: null, of: null, rows: null });
  }

  private readonly onKey = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = wholeParts.indexOf(this.state.whole.place.part);
    const forth = this.state.language.direction === 'rtl' ? -1 : 1;
    const steps: Readonly<Record<string, number>> = {
      ...{ ArrowRight: at + forth, ArrowLeft: at - forth, Home: 0, End: wholeParts.length - 1 },
    };
    if (!Object.hasOwn(steps, event.key)) return;
    event.preventDefault();
    const next = wholeParts[(steps[event.key] + wholeParts.length) % wholeParts.length];
    this.show(next);
    this.querySelector<HTMLElement>(`#${tabId(next)}`)?.focus();
  };
}

customElements.define('oriel-model-parts', ModelParts);
