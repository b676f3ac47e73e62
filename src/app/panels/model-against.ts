import { html, nothing, type TemplateResult } from 'lit';
import { modelChartsFor } from '../../charts/whole/index.ts';
import { measureText, numbersOf, shares } from '../../charts/whole/numbers.ts';
import { nameIn } from '../../data/card-words.ts';
import type { InspectedMeasure, Inspection } from '../../library/index.ts';
import { classText } from '../../wording/class-words.ts';
import { formatNumber, formatPercent } from '../../wording/format.ts';
import { droppedFiles } from '../opening/dropped-files.ts';
import type { Compared } from '../whole/whole-model.ts';
import { namesOf } from '../whole/words.ts';
import { ModelPanel } from './model-panel.ts';

type AgainstModel = NonNullable<Inspection['againstModel']>;

/** What is on show against another table, or against another model of the same rows. */
export class ModelAgainst extends ModelPanel {
  private over = false;

  protected override render() {
    const { compared } = this.state.whole;
    const own = compared?.study === this.inspected.study ? compared : null;
    const model = own?.found?.againstModel;
    return html`
      ${own ? this.about(own) : html`<p>${this.say('page.whole.against.help')}</p>`}
      ${model ? this.differences(model, own.name) : nothing} ${own?.found ? this.drawn(own) : nothing}
      ${model ? this.furthest(model) : nothing} ${own?.state === 'running' ? nothing : this.door(own)}
    `;
  }

  /** Where a person brings the other table, or the other model. */
  private door(own: Compared | null): TemplateResult {
    return html`
      <div class=${this.over ? 'model-door over' : 'model-door'} data-takes-files
        @dragover=${this.dragOver} @dragleave=${this.dragLeave} @drop=${this.drop}>
        <label class="file button">
          <input type="file" multiple @change=${this.chosen}>
          <span>${this.say(own ? 'page.whole.against.another' : 'page.whole.against.choose')}</span>
        </label>
        ${this.otherModels()}
        ${
          own === null
            ? nothing
            : html`<button type="button" @click=${this.close}>${this.say('page.whole.against.close')}</button>`
        }
        <span class="hint">${this.say('page.whole.against.drop')}</span>
      </div>
    `;
  }

  /** The example's other models of the same rows. */
  private otherModels(): readonly TemplateResult[] {
    const { topic, examples, language } = this.state;
    const origin = topic?.origin;
    if (origin?.kind !== 'example') return [];
    const example = examples.find(({ id }) => id === origin.example);
    return (example?.models ?? [])
      .filter(({ file }) => file !== origin.model)
      .map(
        ({ file, label }) => html`<button type="button"
          @click=${() => void this.controller.compareWith({ model: file })}>${this.say('page.whole.against.model', {
            name: nameIn(label, language.tag),
          })}</button>`,
      );
  }

  private about({ kind, state, name, progress, found, error }: Compared): TemplateResult {
    const { phase, done, total } = progress ?? { phase: 'answers', done: 0, total: 0 };
    const used = kind === 'table' ? found?.against?.used : found?.againstModel?.rows;
    const known = used !== undefined;
    return html`
      ${
        known || state === 'running'
          ? html`<p class="hint">${this.say('page.whole.against.about', { name, kind, used: used ?? 0, known })}</p>`
          : nothing
      }
      <div class="model-status" role="status">${
        state === 'stopped'
          ? html`<p>${this.say('page.whole.stopped')}</p>`
          : state === 'failed'
            ? html`<p>${this.say('page.whole.against.failed', { text: error ?? '' })}</p>`
            : state === 'done'
              ? html`<p class="visually-hidden">${this.say('page.whole.done')}</p>`
              : nothing
      }</div>
      ${
        state === 'running'
          ? html`<div class="progress">
              <progress aria-label=${this.say('page.whole.against.progress', { name })} max="1"
                value=${total > 0 ? done / total : nothing}></progress>
              <span>${total > 0 ? this.say(`page.whole.doing.${phase}`, { done, total }) : nothing}</span>
              <button type="button"
                @click=${() => this.controller.stopComparing()}>${this.say('page.whole.stop')}</button>
            </div>`
          : nothing
      }
    `;
  }

  /** Of all rows, whichever of them are looked at by themselves in the other parts. */
  private drawn({ found, state }: Compared): TemplateResult {
    const { language } = this.state;
    const { study } = this.inspected;
    if (!found) return html``;
    const words = namesOf(study, language);
    const all = modelChartsFor({ inspection: found, language, words, choice: {}, rows: null });
    const offered = all.filter((name) => name === 'drift' || name === 'moved' || name === 'two-models');
    const shown = this.shownPicture(offered);
    if (shown === null)
      return state === 'done' || state === 'stopped'
        ? html`<p class="empty">${this.say('page.whole.against.nothing')}</p>`
        : html``;
    const columns = found.against?.columns ?? found.againstModel?.columns ?? [];
    return html`
      ${offered.length > 1 ? html`<div class="model-choices">${this.picker(offered)}</div>` : nothing}
      <div>${this.purpose(shown)}
      <oriel-model-chart .inspection=${found} .chart=${shown} .language=${language} .words=${words}
        @choose=${this.choose}></oriel-model-chart>
      ${this.protectedRemark(columns.map(({ name }) => name))}</div>
    `;
  }

  /** How good both are, and where they decide otherwise. */
  private differences({ performance, differences, disagreement }: AgainstModel, other: string): TemplateResult {
    const { language } = this.state;
    const share = shares(language);
    const line = ({ name, difference }: NonNullable<AgainstModel['differences']>[number]) => {
      const both = (performance ?? []).map((one) => measureNamed(one, name));
      const write = name === 'accuracy' ? share : numbersOf(both[0]?.value ?? 0, language);
      const cell = (measure: InspectedMeasure | null) =>
        html`<td class="number">${measure && measureText(measure, write, language)}</td>`;
      return html`<tr><th scope="row">${this.say(`page.whole.against.measure.${name}`)}</th>
        ${both.map(cell)}${cell(difference)}</tr>`;
    };
    return html`
      ${
        disagreement
          ? html`<p class="model-said">${this.say('page.whole.against.disagree', {
              share: measureText(disagreement.share, share, language),
              rows: disagreement.rows,
              known: disagreement.onlyFirst !== null,
              first: disagreement.onlyFirst ?? 0,
              second: disagreement.onlySecond ?? 0,
            })}</p>`
          : nothing
      }
      ${
        differences && differences.length > 0
          ? html`<div class="scroll" tabindex="0" role="group" aria-label=${this.say('page.whole.against.measures')}>
              <table><thead><tr><td></td>
                <th scope="col" class="number">${this.say('page.whole.against.this')}</th>
                <th scope="col" class="number"><bdi>${other}</bdi></th>
                <th scope="col" class="number">${this.say('page.whole.against.difference')}</th></tr></thead>
              <tbody>${differences.map(line)}</tbody></table></div>`
          : nothing
      }
    `;
  }

  /** Rows whose answers are furthest apart, each with the way to its explanation. */
  private furthest({ furthest, model }: AgainstModel): TemplateResult | typeof nothing {
    const { language } = this.state;
    const { study } = this.inspected;
    if (furthest.length === 0) return nothing;
    const known = (truth: AgainstModel['furthest'][number]['truth']): string =>
      typeof truth === 'string'
        ? classText(study.card, truth, language)
        : truth === null
          ? this.say('page.whole.rows.unknown')
          : formatNumber(truth, language);
    const isNumber = study.card.task === 'regression';
    const asked = this.inspected.inspection?.output ?? '';
    // The share is that of the class that is explained, whichever was decided on.
    const answer = (value: number, decided: string | undefined): string => {
      if (isNumber || value < 0 || value > 1) return formatNumber(value, language);
      const share = formatPercent(value, language);
      if (decided === undefined) return share;
      const [name, class_] = [decided, asked].map((one) => classText(study.card, one, language));
      return this.say('page.whole.against.answer', { name, class: class_, share, same: decided === asked });
    };
    return html`
      <div class="scroll" tabindex="0" role="group" aria-labelledby="model-furthest">
        <h3 id="model-furthest">${this.say('page.whole.against.furthest', {
          isNumber,
          class: classText(study.card, asked, language),
        })}</h3>
        <table><thead><tr><th scope="col">${this.say('page.whole.rows.row')}</th>
          <th scope="col">${this.say('page.whole.against.this')}</th>
          <th scope="col"><bdi>${model.name}</bdi></th>
          <th scope="col">${this.say('page.whole.rows.knownHead')}</th></tr></thead>
        <tbody>${furthest.map(
          ({ row, answers, decided, truth }) => html`<tr>
            <th scope="row"><button type="button" class="link" aria-label=${this.say('page.whole.rows.open', { row })}
              @click=${() => void this.controller.showDecision(row)}>${language.number(row)}</button></th>
            ${answers.map((value, at) => html`<td><bdi>${answer(value, decided?.[at])}</bdi></td>`)}
            <td><bdi>${known(truth)}</bdi></td></tr>`,
        )}</tbody></table>
      </div>
    `;
  }

  private readonly close = () => {
    this.controller.stopComparing();
    this.closest<HTMLElement>('section.model')?.focus();
  };

  private readonly chosen = (event: Event) => {
    const input = event.currentTarget as HTMLInputElement;
    this.compare([...(input.files ?? [])]);
    input.value = '';
  };

  private readonly dragOver = (event: DragEvent) => {
    event.preventDefault();
    this.setOver(true);
  };

  private readonly dragLeave = (event: DragEvent) => {
    const to = event.relatedTarget;
    if (!(to instanceof Node && (event.currentTarget as Node).contains(to))) this.setOver(false);
  };

  private readonly drop = (event: DragEvent) => {
    event.preventDefault();
    this.setOver(false);
    void droppedFiles(event.dataTransfer).then((files) => this.compare(files));
  };

  private setOver(over: boolean): void {
    if (over === this.over) return;
    this.over = over;
    this.requestUpdate();
  }

  private compare(files: readonly File[]): void {
    if (files.length > 0) void this.controller.compareWith({ files });
  }
}

type Performance = NonNullable<AgainstModel['performance']>[number];
type MeasureName = NonNullable<AgainstModel['differences']>[number]['name'];

/** A measure of a performance by its name; null where there is none of it. */
function measureNamed(performance: Performance, name: MeasureName): InspectedMeasure | null {
  const all: Readonly<Partial<Record<string, InspectedMeasure>>> = {
    ...(performance as unknown as Record<MeasureName, InspectedMeasure>),
    ...(performance.kind === 'binary' && { accuracy: performance.decisions.accuracy }),
  };
  return all[name] ?? null;
}

customElements.define('oriel-model-against', ModelAgainst);
