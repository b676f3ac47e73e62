import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Card } from '../../data/card.ts';
import { nameIn } from '../../data/card-words.ts';
import type { Cell } from '../../library/index.ts';
import { classText } from '../../wording/class-words.ts';
import { valueText } from '../../wording/value-words.ts';
import { isComplete } from '../opening/own-files.ts';
import type { Topic } from '../state.ts';
import './card-editor.ts';
import './class-picker.ts';
import './explainer-form.ts';
import { selectField } from './fields.ts';
import './level-orders.ts';
import './model-facts.ts';
import './own-files.ts';
import { numberIn, numberInput } from './number-input.ts';
import { Panel } from './panel.ts';
import './questions-form.ts';
import './row-form.ts';
import './text-form.ts';
import './your-models.ts';
import '../styles/own.css';

/** In the list of examples: the person's own model. */
const own = '(own)';

/** The question: what is explained, and how. */
export class WhatPanel extends Panel {
  protected override render() {
    const { state, controller } = this;
    const { topic, language } = state;
    return html`
      <h2 id="question-title">${this.say('page.regions.what')}</h2>
      ${this.source()} ${topic && topic.study.rows > 0 ? this.whole() : nothing}
      <oriel-your-models .state=${state} .controller=${controller}></oriel-your-models>
      <oriel-own-files .state=${state} .controller=${controller}></oriel-own-files>
      <oriel-model-facts .state=${state} .controller=${controller}></oriel-model-facts>
      <oriel-questions .state=${state} .controller=${controller}></oriel-questions>
      ${
        state.notices.length > 0
          ? html`
              <div class="notices" role="status">
                <h3>${this.say('page.what.notices')}</h3>
                <ul>${state.notices.map((notice) => html`<li>${language.text(notice)}</li>`)}</ul>
              </div>
            `
          : nothing
      }
      ${topic ? this.input(topic) : nothing} ${topic ? this.trees(topic) : nothing}
      <oriel-class-picker .state=${state} .controller=${controller}></oriel-class-picker>
      <oriel-explainer-form .state=${state} .controller=${controller}></oriel-explainer-form>
      <oriel-row-form .state=${state} .controller=${controller}></oriel-row-form>
      <oriel-card-editor .state=${state} .controller=${controller}></oriel-card-editor>
    `;
  }

  private source(): TemplateResult {
    const { examples, topic, own: files, language } = this.state;
    const origin = topic?.origin;
    const shipped = examples.map(({ id, name }) => ({ value: id, label: nameIn(name, language.tag) }));
    const choices = isComplete(files) ? [...shipped, { value: own, label: this.say('page.what.own') }] : shipped;
    const current = origin?.kind === 'own' ? own : (origin?.example ?? '');
    const choose = (id: string) => (id === own ? this.controller.chooseOwn() : void this.controller.chooseExample(id));
    const models = origin?.kind === 'example' ? (examples.find(({ id }) => id === origin.example)?.models ?? []) : [];
    return html`
      ${selectField({ name: 'example', label: this.say('page.what.example') }, current, choices, choose)}
      ${
        models.length > 1 && origin?.kind === 'example'
          ? selectField(
              { name: 'model', label: this.say('page.what.model') },
              origin.model,
              models.map(({ file, label }) => ({ value: file, label: nameIn(label, language.tag) })),
              (file) => void this.controller.chooseExample(origin.example, file),
            )
          : nothing
      }
    `;
  }

  /** The way to all that is known of the model, beyond one row. */
  private whole(): TemplateResult {
    return html`
      <button type="button" id="open-model" title=${this.say('page.what.wholeHelp')}
        @click=${() => void this.controller.showModel()}>${this.say('page.what.whole')}</button>
    `;
  }

  /** What is explained: a row, a photo, or a text. */
  private input(topic: Topic): TemplateResult {
    switch (topic.study.card.input.kind) {
      case 'tabular':
        return this.row(topic);
      case 'image':
        return this.photos(topic);
      case 'text':
        return html`<oriel-text-form .state=${this.state} .controller=${this.controller}></oriel-text-form>`;
    }
  }

  private row({ row, target, study }: Topic): TemplateResult {
    const last = study.rows - 1;
    const go = (to: number) => void this.controller.chooseRow(to);
    // Any row but the one on show.
    const another = () => {
      const drawn = Math.floor(Math.random() * last);
      return drawn < row ? drawn : drawn + 1;
    };
    const type = (event: Event) => {
      if (event.type !== 'change') return;
      const input = event.currentTarget as HTMLInputElement;
      const number = Number(numberIn(input) ?? Number.NaN);
      if (Number.isInteger(number) && number >= 0 && number <= last) go(number);
      else input.value = String(row);
    };
    const field = { id: 'row-number', value: String(row), whole: true, min: 0, max: last };
    const known = target === null ? nothing : html` · <bdi>${this.known(study.card, target)}</bdi>`;
    const [before, after] = [this.say('page.what.previous'), this.say('page.what.next')];
    return html`
      <div class="field">
        <label for="row-number">${this.say('page.what.row')}</label>
        <div class="stepper">
          <button type="button" aria-label=${before} title=${before} ?disabled=${row <= 0}
            @click=${() => go(row - 1)}>‹</button>
          ${numberInput({ ...field, describedBy: 'row-range', hear: type })}
          <button type="button" aria-label=${after} title=${after} ?disabled=${row >= last}
            @click=${() => go(row + 1)}>›</button>
          <button type="button" class="random" ?disabled=${last < 1}
            @click=${() => go(another())}>${this.say('page.what.random')}</button>
        </div>
        <button type="button" id="open-table" aria-haspopup="dialog"
          @click=${() => this.controller.openTable()}>${this.say('page.table.open')}</button>
        <small id="row-range">
          ${this.say('page.what.rowOf', { last })}${known}
        </small>
      </div>
    `;
  }

  /** Which trees answer, where training stopped early and went on past the best round. */
  private trees({ origin, study: { stopped } }: Topic): TemplateResult | typeof nothing {
    if (origin.kind !== 'own' || !stopped || stopped.best === stopped.all) return nothing;
    const { best, all, answering } = stopped;
    const choices = [
      { value: 'best', label: this.say('page.what.treesBest', { best, all }) },
      { value: 'all', label: this.say('page.what.treesAll', { all }) },
    ];
    const field = { name: 'trees', label: this.say('page.what.trees') };
    return selectField(field, answering, choices, (trees) => void this.controller.answer({ trees }));
  }

  private known(card: Card, target: Cell): string {
    const { language } = this.state;
    const value =
      typeof target === 'string' && card.classes?.includes(target)
        ? classText(card, target, language)
        : valueText(card, { name: card.target ?? '', cell: target }, language);
    return this.say('page.what.known', { value });
  }

  private photos(topic: Topic): TemplateResult {
    return html`
      <fieldset class="photos">
        <legend>${this.say('page.what.photo')}</legend>
        <div>
          ${topic.photos.map(
            ({ name, url }, place) => html`
              <label title=${name}>
                <input type="radio" name="photo" .checked=${live(place === topic.photo)} 
                  @change=${() => this.controller.choosePhoto(place)}>
                <img src=${url} alt=${this.say('page.what.photoOf', { name })} loading="lazy" decoding="async">
              </label>
            `,
          )}
        </div>
      </fieldset>
    `;
  }
}

customElements.define('oriel-what', WhatPanel);
