import { html, nothing, type TemplateResult } from 'lit';
import type { OptionSpec } from '../../explainers/explainer.ts';
import { explainerKey, optionKey } from '../../explainers/keys.ts';
import type { Space } from '../../games/game.ts';
import { limits } from '../../limits.ts';
import {
  automatic,
  descriptionOf,
  familiesFor,
  familyOf,
  firstOf,
  methodsFor,
  spacesFor,
} from '../explaining/explainer-choice.ts';
import { isConditional, playsSequence } from '../explaining/request.ts';
import { defaultSettings, type Settings } from '../settings.ts';
import type { Topic } from '../state.ts';
import { type Choice, checkField, numberField, range, segmented, selectField } from './fields.ts';
import { Panel } from './panel.ts';
import { tableFields } from './table-fields.ts';

const backends = ['auto', 'wasm', 'webgpu', 'mixed'] as const;
const fills = ['blur', 'mean', 'colour'] as const;
const playerKinds = ['words', 'distinct', 'tokens', 'sentences'] as const;
const sequencePlayers = ['cell', 'feature', 'step'] as const;
const hidings = ['auto', 'mask', 'remove', 'pad'] as const;

/**
 * What is shown in plain words; one tap away SHAP or LIME, and everything that can be set about it.
 * An explainer's own options come from its description.
 */
export class ExplainerForm extends Panel {
  protected override render() {
    const { topic, settings } = this.state;
    if (!topic) return nothing;
    const family = familyOf(settings.explainer);
    const families = familiesFor(topic.study).map((value) => ({
      value,
      label: this.say(`page.what.methods.${value}`),
      help: this.say(`page.what.methodHelp.${value}`),
    }));
    const method = { name: 'method', label: this.say('page.what.method') };
    const setFamily = (value: string) => this.set({ explainer: firstOf(topic.study, value as typeof family) });
    const spaces = spacesFor(settings.explainer, topic.study);
    const question = isConditional(settings, topic)
      ? 'page.what.conditional'
      : (`page.what.methodHelp.${family}` as const);
    // Where the raw score is something of its own, which of the two is explained stands first.
    const prominent = spaces.includes('raw');
    return html`
      <p class="shown"><strong>${this.say('page.what.shown')}</strong> ${this.say(question)}</p>
      ${this.sequenceField(topic)}
      <details class="more">
        <summary>${this.say('page.what.more')}</summary>
        <div class="fields">
          ${segmented(method, family, families, setFamily)}
          ${prominent ? this.prominentSpace(topic, spaces) : nothing}
          ${this.variant(topic)} ${this.budget()} ${this.inputFields(topic)} ${this.options()}
          ${prominent ? nothing : this.space(spaces)} ${this.seed()} ${this.backend()}
          <button type="button" @click=${this.reset}>${this.say('page.what.defaults')}</button>
        </div>
      </details>
    `;
  }

  private set(change: Partial<Settings>): void {
    this.controller.changeSettings(change);
  }

  private readonly reset = () => {
    const { chart, explainer } = this.state.settings;
    this.set({ ...defaultSettings, chart, explainer });
  };

  /** Which explainer of the family; for SHAP the choice may be left to the engine. */
  private variant({ study }: Topic): TemplateResult | typeof nothing {
    const { explainer } = this.state.settings;
    const family = familyOf(explainer);
    const methods = methodsFor(study, family).map(({ name }) => ({
      value: name,
      label: this.say(explainerKey(name, 'label')),
    }));
    const left = { value: automatic, label: this.say('page.what.automatic') };
    const choices = family === 'shap' ? [left, ...methods] : methods;
    if (choices.length < 2) return nothing;
    const help = descriptionOf(explainer) && this.say(explainerKey(explainer, 'help'));
    const field = { name: 'explainer', label: this.say('page.what.variant'), help };
    return selectField(field, explainer, choices, (name) => this.set({ explainer: name }));
  }

  /** What ends an explanation: samples, time, or a small error. */
  private budget(): TemplateResult {
    const { samples, milliseconds, error } = this.state.settings;
    const field = (name: 'samples' | 'time' | 'error') => ({
      name,
      label: this.say(`page.what.${name}`),
      help: this.say(`page.what.${name}Help`),
    });
    const forSamples = { ...range(limits.samples), whole: true, empty: this.say('page.what.automaticValue') };
    const forTime = { ...range(limits.milliseconds, 1000), whole: false, empty: this.say('page.what.noLimit') };
    const forError = { ...range(limits.error, 0.01), whole: false, empty: '1' };
    const [seconds, percent] = [milliseconds && milliseconds / 1000, error && error * 100];
    const setTime = (time: number | null) => this.set({ milliseconds: time === null ? null : Math.round(time * 1000) });
    const setError = (part: number | null) => this.set({ error: part === null ? null : part / 100 });
    return html`
      ${numberField(field('samples'), samples, forSamples, (count) => this.set({ samples: count }))}
      ${numberField(field('time'), seconds, forTime, setTime)}
      ${numberField(field('error'), percent, forError, setError)}
    `;
  }

  private seed(): TemplateResult {
    const field = { name: 'seed', label: this.say('page.what.seed'), help: this.say('page.what.seedHelp') };
    const { seed } = this.state.settings;
    return numberField(field, seed, { ...range(limits.seed), whole: true }, (number) =>
      this.set({ seed: number ?? 0 }),
    );
  }

  private backend(): TemplateResult {
    const field = { name: 'backend', label: this.say('page.what.backend') };
    const choices = backends.map((value) => ({ value, label: this.say(`page.what.backends.${value}`) }));
    return selectField(field, this.state.settings.backend, choices, (backend) =>
      this.set({ backend: backend as Settings['backend'] }),
    );
  }

  /** Log-odds or the model's own units; nothing where there is no choice. */
  private space(spaces: readonly Space[]): TemplateResult | typeof nothing {
    if (spaces.length < 2) return nothing;
    const choices = spaces.map((value) => ({ value, label: this.say(`page.what.spaces.${value}`) }));
    const field = { name: 'space', label: this.say('page.what.space') };
    return selectField(field, this.state.settings.space, choices, (space) => this.set({ space: space as Space }));
  }

  private prominentSpace({ study }: Topic, spaces: readonly Space[]): TemplateResult {
    const { space: chosen } = this.state.settings;
    const space = spaces.includes(chosen) ? chosen : 'output';
    const probability = study.card.task !== 'regression';
    const label = {
      output: probability ? this.say('page.what.probability') : this.say('page.what.spaces.output'),
      raw: this.say('page.what.rawScore'),
      logit: this.say('page.what.logOdds'),
    };
    const facts = { probability, trees: study.structure?.kind !== 'linear' };
    const help = {
      output: this.say('page.what.spaceHelp.output', facts),
      raw: this.say('page.what.spaceHelp.raw', facts),
      logit: this.say('page.what.spaceHelp.logit'),
    };
    const choices = spaces.map((value) => ({ value, label: label[value], help: help[value] }));
    const field = { name: 'space', label: this.say('page.what.space') };
    return html`
      ${segmented(field, space, choices, (value) => this.set({ space: value as Space }))}
      <p class="hint">${help[space]}</p>
    `;
  }

  private options(): readonly TemplateResult[] {
    const { explainer, options } = this.state.settings;
    const given = options[explainer] ?? {};
    return Object.entries(descriptionOf(explainer)?.options ?? {}).map(([name, spec]) => {
      const field = {
        name: `${explainer}-${name}`,
        label: this.say(optionKey(explainer, name, 'label')),
        help: this.say(optionKey(explainer, name, 'help')),
      };
      return optionField(field, spec, given[name] ?? spec.default, (value) =>
        this.set({ options: { ...options, [explainer]: { ...given, [name]: value } } }),
      );
    });
  }

  /** What stands for absent players, by kind of input. */
  private inputFields(topic: Topic): TemplateResult {
    const { study } = topic;
    switch (study.card.input.kind) {
      case 'tabular':
        return tableFields(topic, this.state.settings, this.state.language, (change) => this.set(change));
      case 'image':
        return this.imageFields();
      case 'text':
        return this.textFields(study.text?.mask ?? false);
    }
  }

  private textFields(mask: boolean): TemplateResult {
    const { players, hide } = this.state.settings;
    const kinds = playerKinds.map((value) => ({ value, label: this.say(`page.what.playerKinds.${value}`) }));
    const ways = hidings
      .filter((value) => mask || value !== 'mask')
      .map((value) => ({ value, label: this.say(`page.what.hides.${value}`) }));
    const forPlayers = { name: 'players', label: this.say('page.what.players') };
    const forHiding = { name: 'hide', label: this.say('page.what.hide'), help: this.say('page.what.hideHelp') };
    const way = mask || hide !== 'mask' ? hide : 'auto';
    return html`
      ${selectField(forPlayers, players, kinds, (value) => this.set({ players: value as Settings['players'] }))}
      ${selectField(forHiding, way, ways, (value) => this.set({ hide: value as Settings['hide'] }))}
    `;
  }

  /** What a player of a sequence is: part of the question, so it stands before all settings. */
  private sequenceField(topic: Topic): TemplateResult | typeof nothing {
    if (!playsSequence(this.state.settings, topic)) return nothing;
    const choices = sequencePlayers.map((value) => ({ value, label: this.say(`page.what.sequencePlayers.${value}`) }));
    const field = { name: 'sequence-players', label: this.say('page.what.players') };
    return selectField(field, this.state.settings.sequencePlayers, choices, (value) =>
      this.set({ sequencePlayers: value as Settings['sequencePlayers'] }),
    );
  }

  private imageFields(): TemplateResult {
    const { segments, fill } = this.state.settings;
    const coloured = fill.startsWith('#');
    const forSegments = { name: 'segments', label: this.say('page.what.segments') };
    const forFill = { name: 'fill', label: this.say('page.what.fill') };
    const choices = fills.map((value) => ({ value, label: this.say(`page.what.fills.${value}`) }));
    const bounds = { ...range(limits.segments), whole: true };
    const setSegments = (count: number | null) => this.set({ segments: count ?? segments });
    const setFill = (value: string) => this.set({ fill: value === 'colour' ? '#808080' : value });
    const setColour = (event: Event) => this.set({ fill: (event.currentTarget as HTMLInputElement).value });
    return html`
      ${numberField(forSegments, segments, bounds, setSegments)}
      ${selectField(forFill, coloured ? 'colour' : fill, choices, setFill)}
      ${
        coloured
          ? html`
              <div class="field">
                <label for="field-colour">${this.say('page.what.colour')}</label>
                <input id="field-colour" type="color" .value=${fill} @change=${setColour}>
              </div>
            `
          : nothing
      }
    `;
  }
}

function optionField(
  field: Parameters<typeof selectField>[0],
  spec: OptionSpec,
  value: number | boolean | string,
  change: (value: number | boolean | string) => void,
): TemplateResult {
  if (spec.type === 'boolean') return checkField(field, value === true, change);
  if (spec.type === 'choice') {
    // Choices have the names that the command line and the help know them by.
    const choices: readonly Choice[] = spec.choices.map((choice) => ({ value: choice, label: choice }));
    return selectField(field, String(value), choices, change);
  }
  const bounds = { min: spec.min, max: spec.max, whole: spec.type === 'integer' };
  return numberField(field, Number(value), bounds, (number) => change(number ?? spec.default));
}

customElements.define('oriel-explainer-form', ExplainerForm);
