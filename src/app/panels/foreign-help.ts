import { html, nothing, type TemplateResult } from 'lit';
import { type Recipe, recipeFor } from '../../models/foreign/recipes.ts';
import type { ForeignNote } from '../state.ts';
import { Panel } from './panel.ts';

/** What files are that Oriel does not open, and the lines that make files of them that it opens. */
export class ForeignHelp extends Panel {
  /** The note whose lines were copied last. */
  private copied: ForeignNote | null = null;

  protected override render() {
    const { foreign } = this.state;
    if (foreign.length === 0) return nothing;
    return html`<div class="foreign" role="alert">${foreign.map((note) => this.note(note))}</div>`;
  }

  private note(note: ForeignNote): TemplateResult {
    const { kind, file } = note;
    const what = this.say(`model.foreign.what.${kind}`);
    const recipe = recipeFor(kind, file);
    const copied = this.copied === note;
    return html`
      <section>
        <h3>${this.say('page.foreign.title', { file, what })}</h3>
        <p>${this.say(`model.foreign.how.${kind}`)}</p>
        <div class="recipe">
          <pre tabindex="0" aria-label=${this.say('page.foreign.lines', { language: recipe.language })}><code
            >${recipe.code}</code></pre>
          <button type="button" @click=${() => void this.copy(note, recipe)}>
            ${this.say(copied ? 'page.foreign.copied' : 'page.foreign.copy')}
          </button>
        </div>
        <button type="button" class="quiet" @click=${() => this.controller.dismissForeign(note)}>
          ${this.say('page.alerts.dismiss')}</button>
      </section>
    `;
  }

  private async copy(note: ForeignNote, { code }: Recipe): Promise<void> {
    try {
      await navigator.clipboard.writeText(code);
      this.copied = note;
      this.requestUpdate();
    } catch {
      // Where a frame may not write to the clipboard, the lines are marked, to be copied by hand.
      const lines = this.querySelectorAll('pre')[this.state.foreign.indexOf(note)];
      if (lines) getSelection()?.selectAllChildren(lines);
    }
  }
}

customElements.define('oriel-foreign-help', ForeignHelp);
