import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { keptOnShow } from '../keeping/kept-models.ts';
import type { KeptModel } from '../keeping/kept-things.ts';
import { modelHoldsWords, modelLine } from '../wording/kept-words.ts';
import './keeping-status.ts';
import '../styles/models.css';
import { Panel } from './panel.ts';

/** Models that are offered beside the examples; the view of what is kept has all. */
const FIRST_MODELS = 3;

/** The person's kept models: one click brings one back as it was left. */
export class YourModels extends Panel {
  static override properties = { ...Panel.properties, all: { type: Boolean } };
  /** Whether all of them are listed, and can be deleted. */
  declare all: boolean;
  private deletedBefore: KeptModel | null = null;

  constructor() {
    super();
    this.all = false;
  }

  /** The focus follows what comes back. */
  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const { deletedModel, work } = this.state.kept;
    const before = this.deletedBefore;
    if (!deletedModel && before && work) return; // what came back cannot be opened yet
    this.deletedBefore = deletedModel;
    if (this.all && before && !deletedModel && document.activeElement === document.body)
      this.querySelector<HTMLElement>(`[data-model="${before.sha256}"] .open`)?.focus();
  }

  protected override render() {
    const { kept, language } = this.state;
    const words = this.all ? kept.sought.trim() : '';
    const found = words === '' ? kept.models : kept.models.filter((model) => modelHoldsWords(model, words, language));
    const said = this.all
      ? html`<oriel-keeping-status .state=${this.state} .controller=${this.controller}>
      </oriel-keeping-status>`
      : nothing;
    if (found.length === 0) return this.all ? said : nothing;
    const shown = this.all ? found : found.slice(0, FIRST_MODELS);
    const title = this.all ? 'all-models-title' : 'your-models-title';
    return html`
      <section class="your-models" aria-labelledby=${title}>
        <h3 id=${title} tabindex="-1">${this.say('page.models.title')}</h3>
        ${said}
        <ul>${repeat(
          shown,
          ({ sha256 }) => sha256,
          (model) => this.line(model),
        )}</ul>
        ${
          found.length > shown.length
            ? html`<button type="button" class="quiet" @click=${() => void this.controller.showKept()}>${this.say(
                'page.models.all',
                { count: found.length },
              )}</button>`
            : nothing
        }
      </section>
    `;
  }

  private line(model: KeptModel): TemplateResult {
    const { language, kept } = this.state;
    const { name, data, size, when } = modelLine(model, language);
    const isOpen = keptOnShow(this.state)?.sha256 === model.sha256;
    const open = () => void this.controller.openModel(model.sha256);
    const remove = () => void this.controller.deleteModel(model.sha256);
    return html`
      <li data-model=${model.sha256} class=${isOpen ? 'current' : ''}>
        <button type="button" class="open" ?disabled=${model.missing || kept.work !== null}
          aria-current=${isOpen ? 'true' : nothing} @click=${open}>
          <span class="what"><bdi>${name}</bdi>${data === null ? nothing : html` · <bdi>${data}</bdi>`}</span>
          <small>${this.say('page.models.line', { size, when })}</small>
        </button>
        ${
          this.all
            ? html`<button type="button" class="quiet" ?disabled=${kept.work !== null}
                aria-label=${this.say('page.models.deleteNamed', { name })}
                @click=${remove}>${this.say('page.models.delete')}</button>`
            : nothing
        }
        ${model.missing ? html`<p class="remark">${this.say('page.models.missing')}</p>` : nothing}
      </li>
    `;
  }
}

customElements.define('oriel-your-models', YourModels);
