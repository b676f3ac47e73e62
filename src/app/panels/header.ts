import { html } from 'lit';
import { pageWords } from '../../words/en.ts';
import { Panel } from './panel.ts';

const words = pageWords.header;

type Theme = keyof typeof words.themes;

const themes = Object.keys(words.themes) as Theme[];

/** Name, one sentence, colours, and the way back to a clean page. */
export class Header extends Panel {
  // Not stored: a choice of colours is nobody's business but this page's.
  private theme: Theme = 'auto';

  private readonly nextTheme = () => {
    this.theme = themes[(themes.indexOf(this.theme) + 1) % themes.length];
    document.documentElement.dataset.theme = this.theme;
    this.requestUpdate();
  };

  protected override render() {
    return html`
      <header>
        <h1><img src="./favicon.svg" alt="" width="22" height="22">${pageWords.name}</h1>
        <p>${pageWords.tagline}</p>
        <div class="tools">
          <button type="button" class="quiet" @click=${this.nextTheme}>${words.theme}<span class="which">: ${words.themes[this.theme]}</span></button>
          <button type="button" class="quiet" title=${words.forgetHelp} @click=${() => void this.controller.forget()}>${words.forget}</button>
        </div>
      </header>
    `;
  }
}

customElements.define('oriel-header', Header);
