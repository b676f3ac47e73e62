import { html, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import type { MessageKey } from '../../catalogue/message.ts';

interface Saving {
  saveSVG(): unknown;
  savePNG(): unknown;
  saveCSV(): unknown;
}

/** Buttons that save a picture of a model, and its numbers. */
export function saveButtons(saving: Saving, language: Language): TemplateResult {
  const button = (label: MessageKey, help: MessageKey, act: () => unknown) => html`
      <button type="button" title=${language.say(help)} aria-label=${language.say(help)}
        @click=${act}>${language.say(label)}</button>
    `;
  return html`
      <div class="bar saves">
        ${button('chart.saveSvg.label', 'chart.saveSvg.help', () => saving.saveSVG())}
        ${button('chart.savePng.label', 'chart.savePng.help', () => saving.savePNG())}
        ${button('chart.whole.saveCsv.label', 'chart.whole.saveCsv.help', () => saving.saveCSV())}
      </div>
    `;
}
