import { html, nothing, type TemplateResult } from 'lit';
import { MEGABYTE } from '../../limits.ts';
import { featureNames } from '../../models/bind/tabular.ts';
import type { ModelFacts, TensorShape } from '../../models/model.ts';
import { isComplete } from '../opening/own-files.ts';
import { Panel } from './panel.ts';

/** Names that are listed of many. */
const LISTED = 40;

/** What a model is, while it waits for its data. */
export class ModelFactsPanel extends Panel {
  protected override render() {
    const { own } = this.state;
    if (!own.model || isComplete(own)) return nothing;
    const { facts } = own.model;
    const names = featureNames(facts, null);
    return html`
      <section class="model-facts" aria-labelledby="model-facts-title">
        <h3 id="model-facts-title">${this.say('page.model.title', { file: facts.file })}</h3>
        <dl>
          ${this.fact(this.say('page.model.kind'), this.kind(facts))}
          ${this.fact(this.say('page.model.inputs'), this.tensors(facts.inputs))}
          ${names ? this.fact(this.say('page.model.columns', { count: names.length }), this.list(names)) : nothing}
          ${this.fact(this.say('page.model.outputs'), this.tensors(facts.outputs))}
          ${facts.classes ? this.fact(this.say('page.model.classes'), this.list(facts.classes)) : nothing}
          ${
            facts.operators.length > 0
              ? this.fact(this.say('page.model.operators'), this.list(facts.operators))
              : nothing
          }
        </dl>
      </section>
    `;
  }

  private kind({ format, bytes, trees }: ModelFacts): string {
    const megabytes = bytes / MEGABYTE;
    return this.say('page.model.is', {
      format: this.say(`page.model.formats.${format}`),
      size: this.say('page.model.megabytes', { megabytes: Math.max(0.01, Number(megabytes.toPrecision(2))) }),
      trees: trees ?? 0,
    });
  }

  private fact(name: string, value: string | TemplateResult): TemplateResult {
    return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
  }

  private list(names: readonly string[]): TemplateResult {
    const more = names.length - LISTED;
    const shown = names.slice(0, LISTED).map((name) => html`<li><bdi>${name}</bdi></li>`);
    return html`<ul>${shown}${more > 0 ? html`<li>${this.say('page.model.more', { more })}</li>` : nothing}</ul>`;
  }

  private tensors(tensors: readonly TensorShape[]): TemplateResult {
    const texts = tensors.map(({ name, type, shape }) => {
      const sizes = shape.map((size) => size ?? '?').join(' × ');
      return `${name}: ${type}${sizes === '' ? '' : ` [${sizes}]`}`;
    });
    return this.list(texts);
  }
}

customElements.define('oriel-model-facts', ModelFactsPanel);
