import { html, nothing, type TemplateResult } from 'lit';
import type { OptionSpec } from '../../explainers/explainer.ts';
import type { Space } from '../../games/game.ts';
import { pageWords } from '../../words/en.ts';
import { bounds } from '../address.ts';
import {
  automatic,
  descriptionOf,
  familiesFor,
  familyOf,
  firstOf,
  methodsFor,
  spacesFor,
} from '../explaining/explainer-choice.ts';
import { defaultSettings, type Settings, type Subject } from '../state.ts';
import { type Choice, checkField, numberField, segmented, selectField } from './fields.ts';
import { Panel } from './panel.ts';

const words = pageWords.what;

const entries = (labels: Readonly<Record<string, string>>): readonly Choice[] =>
  Object.entries(labels).map(([value, label]) => ({ value, label }));

/**
 * SHAP or LIME, and everything that can be set about it; an explainer's own options come from its
 * description.
 */
export class ExplainerForm extends Panel {
  protected override render() {
    const { subject, settings } = this.state;
    if (!subject) return nothing;
    const family = familyOf(settings.explainer);
    const families = familiesFor(subject.study).map((name) => ({
      value: name,
      label: words.methods[name],
      help: words.methodHelp[name],
    }));
    const spaces = spacesFor(settings.explainer, subject.study);
    // Where the raw score is something of its own, which of the two is explained is part of the
    // question.
    const spacious = spaces.includes('raw');
    return html`
      ${segmented(words.method, 'method', family, families, (value) => this.set({ explainer: firstOf(subject.study, value as typeof family) }))}
      <p class="hint">${words.methodHelp[family]}</p>
      ${spacious ? this.prominentSpace(subject, spaces) : nothing}
      <details class="more">
        <summary>${words.more}</summary>
        <div class="fields">
          ${this.variant(subject)}
          ${numberField({ label: words.samples, help: words.samplesHelp }, settings.samples, { min: bounds.samples[0], max: bounds.samples[1], whole: true, empty: words.automaticValue }, (samples) => this.set({ samples }))}
          ${numberField({ label: words.time, help: words.timeHelp }, settings.milliseconds === null ? null : settings.milliseconds / 1000, { min: bounds.milliseconds[0] / 1000, max: bounds.milliseconds[1] / 1000, whole: false, empty: words.noLimit }, (seconds) => this.set({ milliseconds: seconds === null ? null : Math.round(seconds * 1000) }))}
          ${numberField({ label: words.error, help: words.errorHelp }, settings.error === null ? null : settings.error * 100, { min: bounds.error[0], max: bounds.error[1] * 100, whole: false, empty: '1' }, (percent) => this.set({ error: percent === null ? null : percent / 100 }))}
          ${this.inputFields(subject)}
          ${this.options()}
          ${spacious ? nothing : this.space(spaces)}
          ${numberField({ label: words.seed, help: words.seedHelp }, settings.seed, { min: bounds.seed[0], max: bounds.seed[1], whole: true }, (seed) => this.set({ seed: seed ?? 0 }))}
          ${selectField({ label: words.backend }, settings.backend, entries(words.backends), (backend) => this.set({ backend: backend as Settings['backend'] }))}
          <button type="button" @click=${() => this.set({ ...defaultSettings, chart: settings.chart, explainer: settings.explainer })}>${words.defaults}</button>
        </div>
      </details>
    `;
  }

  private set(change: Partial<Settings>): void {
    this.controller.changeSettings(change);
  }

  /** Which explainer of the family; for SHAP the choice may be left to the engine. */
  private variant({ study }: Subject): TemplateResult | typeof nothing {
    const { explainer } = this.state.settings;
    const family = familyOf(explainer);
    const methods = methodsFor(study, family).map(({ name, label }) => ({ value: name, label }));
    const choices = family === 'shap' ? [{ value: automatic, label: words.automatic }, ...methods] : methods;
    if (choices.length < 2) return nothing;
    return selectField({ label: words.variant, help: descriptionOf(explainer)?.help }, explainer, choices, (name) =>
      this.set({ explainer: name }),
    );
  }

  /** Log-odds or the model's own units; nothing where there is no choice. */
  private space(spaces: readonly Space[]): TemplateResult | typeof nothing {
    if (spaces.length < 2) return nothing;
    const choices = spaces.map((value) => ({ value, label: words.spaces[value] }));
    return selectField({ label: words.space }, this.state.settings.space, choices, (space) =>
      this.set({ space: space as Space }),
    );
  }

  private prominentSpace({ study }: Subject, spaces: readonly Space[]): TemplateResult {
    const { space: chosen } = this.state.settings;
    const space = spaces.includes(chosen) ? chosen : 'output';
    const kind = study.structure?.kind ?? 'trees';
    const probability = study.card.task !== 'regression';
    const label = {
      output: probability ? words.probability : words.spaces.output,
      raw: words.rawScore,
      logit: words.logOdds,
    };
    const choices = spaces.map((value) => ({
      value,
      label: label[value],
      help: words.spaceHelp[value](kind, probability),
    }));
    return html`
      ${segmented(words.space, 'space', space, choices, (value) => this.set({ space: value as Space }))}
      <p class="hint">${words.spaceHelp[space](kind, probability)}</p>
    `;
  }

  private options(): readonly TemplateResult[] {
    const { explainer, options } = this.state.settings;
    const given = options[explainer] ?? {};
    return Object.entries(descriptionOf(explainer)?.options ?? {}).map(([name, spec]) =>
      optionField({ ...spec, scope: explainer }, given[name] ?? spec.default, (value) =>
        this.set({ options: { ...options, [explainer]: { ...given, [name]: value } } }),
      ),
    );
  }

  /** What stands for "not there", by kind of input. */
  private inputFields({ study }: Subject): TemplateResult {
    switch (study.card.input.kind) {
      case 'tabular':
        return this.backgroundFields();
      case 'image':
        return this.imageFields();
      case 'text':
        return this.textFields(study.text?.mask ?? false);
    }
  }

  private textFields(mask: boolean): TemplateResult {
    const { players, hide } = this.state.settings;
    const ways = entries(words.hides).filter(({ value }) => mask || value !== 'mask');
    return html`
      ${selectField({ label: words.players }, players, entries(words.playerKinds), (value) => this.set({ players: value as Settings['players'] }))}
      ${selectField({ label: words.hide, help: words.hideHelp }, mask || hide !== 'mask' ? hide : 'auto', ways, (value) => this.set({ hide: value as Settings['hide'] }))}
    `;
  }

  private backgroundFields(): TemplateResult {
    const { background } = this.state.settings;
    const { label, help } = { label: words.background, help: words.backgroundHelp };
    return html`
      ${numberField({ label, help }, background.rows, { min: bounds.background[0], max: bounds.background[1], whole: true }, (rows) => this.set({ background: { ...background, rows: rows ?? background.rows } }))}
      ${selectField({ label: words.backgroundMethod }, background.method, entries(words.backgroundMethods), (method) => this.set({ background: { ...background, method: method as typeof background.method } }))}
    `;
  }

  private imageFields(): TemplateResult {
    const { segments, fill } = this.state.settings;
    const coloured = fill.startsWith('#');
    return html`
      ${numberField({ label: words.segments }, segments, { min: bounds.segments[0], max: bounds.segments[1], whole: true }, (count) => this.set({ segments: count ?? segments }))}
      ${selectField({ label: words.fill }, coloured ? 'colour' : fill, entries(words.fills), (value) => this.set({ fill: value === 'colour' ? '#808080' : value }))}
      ${
        coloured
          ? html`<div class="field"><label for="fill-colour">${words.colour}</label><input id="fill-colour" type="color" .value=${fill} @change=${(event: Event) => this.set({ fill: (event.currentTarget as HTMLInputElement).value })}></div>`
          : nothing
      }
    `;
  }
}

function optionField(
  spec: OptionSpec & { readonly scope: string },
  value: number | boolean | string,
  change: (value: number | boolean | string) => void,
): TemplateResult {
  if (spec.type === 'boolean') return checkField(spec, value === true, change);
  if (spec.type === 'choice')
    return selectField(
      spec,
      String(value),
      spec.choices.map((choice) => ({ value: choice, label: choice })),
      change,
    );
  const range = { min: spec.min, max: spec.max, whole: spec.type === 'integer' };
  return numberField(spec, Number(value), range, (number) => change(number ?? spec.default));
}

customElements.define('oriel-explainer-form', ExplainerForm);
