import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { pageWords } from '../../words/en.ts';
import { isComplete } from '../opening/own-files.ts';
import type { Subject } from '../state.ts';
import { cellText } from '../wording/value-words.ts';
import './class-picker.ts';
import './explainer-form.ts';
import { selectField } from './fields.ts';
import './own-files.ts';
import { Panel } from './panel.ts';
import './questions-form.ts';
import './row-form.ts';
import './text-form.ts';

const words = pageWords.what;

/** In the list of examples: the person's own model. */
const own = '(own)';

/** The question: what is explained, and how. */
export class WhatPanel extends Panel {
  protected override render() {
    const { state, controller } = this;
    const { subject } = state;
    return html`
      <h2 id="question-title">${pageWords.regions.what}</h2>
      ${this.source()}
      <oriel-own-files .state=${state} .controller=${controller}></oriel-own-files>
      <oriel-questions .state=${state} .controller=${controller}></oriel-questions>
      ${
        state.notices.length > 0
          ? html`<div class="notices" role="status"><h3>${words.notices}</h3><ul>${state.notices.map((notice) => html`<li>${notice}</li>`)}</ul></div>`
          : nothing
      }
      ${subject ? this.input(subject) : nothing}
      <oriel-class-picker .state=${state} .controller=${controller}></oriel-class-picker>
      <oriel-explainer-form .state=${state} .controller=${controller}></oriel-explainer-form>
      <oriel-row-form .state=${state} .controller=${controller}></oriel-row-form>
    `;
  }

  private source(): TemplateResult {
    const { examples, subject, own: files } = this.state;
    const origin = subject?.origin;
    const shipped = examples.map(({ id, name }) => ({ value: id, label: name }));
    const choices = isComplete(files) ? [...shipped, { value: own, label: words.own }] : shipped;
    const current = origin?.kind === 'own' ? own : (origin?.example ?? '');
    const choose = (id: string) => (id === own ? this.controller.chooseOwn() : void this.controller.chooseExample(id));
    const models = origin?.kind === 'example' ? (examples.find(({ id }) => id === origin.example)?.models ?? []) : [];
    return html`
      ${selectField({ label: words.example }, current, choices, choose)}
      ${
        models.length > 1 && origin?.kind === 'example'
          ? selectField(
              { label: words.model },
              origin.model,
              models.map(({ file, label }) => ({ value: file, label })),
              (file) => void this.controller.chooseExample(origin.example, file),
            )
          : nothing
      }
    `;
  }

  /** What is explained: a row, a photo, or a text. */
  private input(subject: Subject): TemplateResult {
    switch (subject.study.card.input.kind) {
      case 'tabular':
        return this.row(subject);
      case 'image':
        return this.photos(subject);
      case 'text':
        return html`<oriel-text-form .state=${this.state} .controller=${this.controller}></oriel-text-form>`;
    }
  }

  private row(subject: Subject): TemplateResult {
    const { row, target, study } = subject;
    const last = study.rows - 1;
    const go = (to: number) => void this.controller.chooseRow(to);
    // Any row but the one on show.
    const another = () => {
      const drawn = Math.floor(Math.random() * last);
      return drawn < row ? drawn : drawn + 1;
    };
    const type = (event: Event) => {
      const input = event.currentTarget as HTMLInputElement;
      const number = input.valueAsNumber;
      if (Number.isInteger(number) && number >= 0 && number <= last) go(number);
      else input.value = String(row);
    };
    return html`
      <div class="field">
        <label for="row-number">${words.row}</label>
        <div class="stepper">
          <button type="button" aria-label=${words.previous} title=${words.previous} ?disabled=${row <= 0} @click=${() => go(row - 1)}>‹</button>
          <input id="row-number" type="number" inputmode="numeric" min="0" max=${last} step="1" aria-describedby="row-range" .value=${live(String(row))} @change=${type}>
          <button type="button" aria-label=${words.next} title=${words.next} ?disabled=${row >= last} @click=${() => go(row + 1)}>›</button>
          <button type="button" class="random" ?disabled=${last < 1} @click=${() => go(another())}>${words.random}</button>
        </div>
        <small id="row-range">${words.rowOf(String(last))}${target === null ? nothing : html` · ${words.known(cellText(study.card, study.card.target ?? '', target))}`}</small>
      </div>
    `;
  }

  private photos(subject: Subject): TemplateResult {
    return html`
      <fieldset class="photos">
        <legend>${words.photo}</legend>
        <div>
          ${subject.photos.map(
            ({ name, url }, place) => html`
              <label title=${name}>
                <input type="radio" name="photo" .checked=${live(place === subject.photo)} @change=${() => this.controller.choosePhoto(place)}>
                <img src=${url} alt=${words.photoOf(name)} loading="lazy" decoding="async">
              </label>
            `,
          )}
        </div>
      </fieldset>
    `;
  }
}

customElements.define('oriel-what', WhatPanel);
