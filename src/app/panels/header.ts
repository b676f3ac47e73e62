import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { languages } from '../../catalogue/languages.ts';
import { themes } from '../state.ts';
import { Panel } from './panel.ts';

/** Name, one sentence, language, colours, and the way back to a clean page. */
export class Header extends Panel {
  private readonly nextTheme = () => {
    this.controller.chooseTheme(themes[(themes.indexOf(this.state.theme) + 1) % themes.length]);
  };

  protected override render() {
    const theme = this.say(`page.header.themes.${this.state.theme}`);
    return html`
      <header>
        <h1><img src="./favicon.svg" alt="" width="22" height="22">${this.say('page.name')}</h1>
        <p>${this.say('page.tagline')}
          <a href="./licences.txt" target="_blank" rel="noopener">${this.say('page.licences')}</a></p>
        ${this.keptLink()}
        <div class="tools">
          ${this.languageChooser()}
          <button type="button" class="quiet" title=${this.say('page.header.themeNow', { theme })}
            @click=${this.nextTheme}>
            <span class="full">${this.say('page.header.themeNow', { theme })}</span>
            <span class="short" aria-hidden="true">◐</span>
          </button>
          <button type="button" class="quiet" title=${this.say('page.header.forgetHelp')}
            @click=${() => void this.controller.forget()}>${this.say('page.header.forget')}</button>
        </div>
      </header>
    `;
  }

  /** Leads to what is kept; in a window of its own too. */
  private keptLink(): TemplateResult {
    const { kept, view, chosenLanguage } = this.state;
    const language = chosenLanguage === null ? '' : `&lang=${encodeURIComponent(chosenLanguage)}`;
    const show = (event: MouseEvent) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      void this.controller.showKept();
    };
    return html`
      <a class="kept-link" href="?view=kept${language}" aria-current=${view === 'kept' ? 'page' : nothing}
        @click=${show}>${this.say('page.header.kept', { count: (kept.entries?.length ?? 0) + kept.models.length })}</a>
    `;
  }

  private languageChooser(): TemplateResult {
    const { tag } = this.state.language;
    const named: readonly [string, string][] = Object.entries(languages).map(([each, { name }]) => [each, name]);
    // A language that only an address asks for is on the list while it is in use.
    const offered = named.some(([each]) => each === tag) ? named : [...named, [tag, tag] as const];
    const choose = (event: Event) =>
      void this.controller.chooseLanguage((event.currentTarget as HTMLSelectElement).value);
    return html`
      <select class="language" aria-label=${this.say('page.header.language')} @change=${choose}>
        ${offered.map(
          ([each, name]) => html`
            <option value=${each} lang=${each} .selected=${live(each === tag)}>${name}</option>
          `,
        )}
      </select>
    `;
  }
}

customElements.define('oriel-header', Header);
