import { html, nothing, type TemplateResult } from 'lit';
import { comparedWith, keptOnShow, ownOnShow } from '../keeping/kept-models.ts';
import { sizeText } from '../wording/kept-words.ts';
import './keeping-status.ts';
import { Panel } from './panel.ts';

/** Keeps the person's own model on show, this one or always; the same place takes it back. */
export class KeepModel extends Panel {
  protected override render() {
    const { state, controller } = this;
    if (!ownOnShow(state)) return this.always();
    const model = keptOnShow(state);
    const { kept } = state;
    const how = model ? comparedWith(state.own, model, kept.hashes) : 'other';
    const isKept = model !== null && how === 'kept';
    return html`
      ${isKept ? this.isKept(model.bytes, model.sha256) : how === 'unknown' ? nothing : this.offer()}
      ${this.always()}
      <oriel-keeping-status .state=${state} .controller=${controller}></oriel-keeping-status>
      ${isKept && kept.why ? html`<p class="hint">${state.language.text(kept.why)}</p>` : nothing}
    `;
  }

  private isKept(bytes: number, sha256: string): TemplateResult {
    const { kept, language } = this.state;
    const remove = () => void this.controller.deleteModel(sha256);
    return html`
      <p class="hint">${this.say('page.models.isKept', {
        lasts: kept.why === null,
        size: sizeText(bytes, language),
      })}</p>
      <button type="button" class="quiet" ?disabled=${kept.work !== null} @click=${remove}>${this.say(
        'page.models.remove',
      )}</button>
    `;
  }

  private offer(): TemplateResult {
    const { kept, opening } = this.state;
    return html`
      <p class="hint">${this.say('page.files.notKept')}</p>
      <button type="button" class="keep" title=${this.say('page.models.keepHelp')}
        ?disabled=${kept.work !== null || opening !== null}
        @click=${() => void this.controller.keepModel()}>${this.say('page.models.keep')}</button>
      ${
        kept.always
          ? nothing
          : html`<button type="button" class="quiet" title=${this.say('page.models.alwaysHelp')}
              @click=${() => void this.controller.keepAlways(true)}>${this.say('page.models.always')}</button>`
      }
    `;
  }

  /** That models are kept always, and how to end that. */
  private always(): TemplateResult | typeof nothing {
    if (!this.state.kept.always) return nothing;
    return html`
      <p class="hint">${this.say('page.models.isAlways')}</p>
      <button type="button" class="quiet" title=${this.say('page.models.notAlwaysHelp')}
        @click=${() => void this.controller.keepAlways(false)}>${this.say('page.models.notAlways')}</button>
    `;
  }
}

customElements.define('oriel-keep-model', KeepModel);
