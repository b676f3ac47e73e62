import { html, nothing, type TemplateResult } from 'lit';
import { decimalSign } from '../../wording/typed-number.ts';
import { type Key, keysOf, numberKeys, typed } from './keys.ts';
import { Part } from './part.ts';

type Field = HTMLInputElement | HTMLTextAreaElement;

/** Its layouts are loaded with the first field. */
const arriving = () => import('./layouts.ts');

/**
 * A keyboard on the screen, for as long as a field has the focus. The keyboards that libraries
 * offer write HTML as text, which the page's policy forbids; their layouts are used, and drawn
 * here.
 */
export class Keyboard extends Part {
  private field: Field | null = null;
  private shifted = false;
  private layouts: Awaited<ReturnType<typeof arriving>> | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('focusin', this.focused);
    document.addEventListener('focusout', this.left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('focusin', this.focused);
    document.removeEventListener('focusout', this.left);
  }

  private readonly focused = ({ target }: Event): void => {
    const field = target as Field;
    if (!this.visit.ownKeyboard || !field.matches('textarea, input[data-keys]')) return;
    this.field = field;
    this.shifted = false;
    this.requestUpdate();
    void arriving().then((layouts) => {
      this.layouts = layouts;
      this.requestUpdate();
    });
    void this.updateComplete.then(() => field.scrollIntoView({ block: 'center' }));
  };

  private readonly left = (): void => {
    this.field = null;
    this.requestUpdate();
  };

  protected override render() {
    const { field, layouts } = this;
    if (!field) return nothing;
    const numbers = field.dataset.keys === 'numbers';
    if (!numbers && !layouts) return nothing;
    const { tag, regional } = this.state.language;
    const rows = numbers ? numberKeys(decimalSign(regional)) : keysOf(layouts?.layoutOf(tag, this.shifted) ?? []);
    // Whoever touches a key leaves the focus where it is.
    const stay = (event: Event) => event.preventDefault();
    return html`
      <div class="keys ${numbers ? 'numbers' : ''}" role="region" aria-label=${this.say('kiosk.keyboard.label')}
        @pointerdown=${stay} @mousedown=${stay}>
        ${rows.map((row) => html`<div class="row">${row.map((key) => this.key(key))}</div>`)}
      </div>
    `;
  }

  private key(key: Key): TemplateResult {
    const press = () => this.press(key);
    if (typeof key === 'string') return html`<button type="button" tabindex="-1" @click=${press}>${key}</button>`;
    const { does } = key;
    const label = this.say(`kiosk.keyboard.${does}`);
    const signs = { shift: '⇧', back: '⌫', line: '⏎', space: label, done: label };
    return html`
      <button type="button" tabindex="-1" class=${does} aria-label=${label}
        aria-pressed=${does === 'shift' ? this.shifted : nothing} @click=${press}>${signs[does]}</button>
    `;
  }

  private press(key: Key): void {
    const { field } = this;
    if (!field) return;
    const does = typeof key === 'string' ? null : key.does;
    if (does === 'shift') {
      this.shifted = !this.shifted;
      this.requestUpdate();
    } else if (does === 'done') field.blur();
    else this.type(field, key);
  }

  private type(field: Field, key: Key): void {
    // The first digit takes the place of the number that was there, and others follow at its end:
    // the field says what was typed (row-controls.ts).
    const isNumber = field.dataset.keys === 'numbers';
    const text = isNumber ? (field.dataset.typed ?? (typeof key === 'string' ? '' : field.value)) : field.value;
    const end = text.length;
    const selected = isNumber
      ? ([end, end] as const)
      : ([field.selectionStart ?? end, field.selectionEnd ?? end] as const);
    const after = typed(text, selected, key);
    field.value = after.text;
    field.setSelectionRange(after.at, after.at);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    if (this.shifted) {
      this.shifted = false;
      this.requestUpdate();
    }
  }
}

customElements.define('oriel-keyboard', Keyboard);
