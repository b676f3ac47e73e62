import { html, LitElement, nothing, type TemplateResult } from 'lit';
import type { Language } from '../../catalogue/language.ts';
import { asSpoken, loadLanguage } from '../../catalogue/languages.ts';
import { learnLater } from '../../catalogue/later.ts';
import type { MessageKey, MessageValues } from '../../catalogue/message.ts';
import type { Kiosk } from '../../config/kiosk.ts';
import { asOrielError } from '../../errors.ts';
import { faultOf } from '../fault.ts';
import type { Journal } from './journal.ts';
import type { Kept } from './kept.ts';
import type { Lock } from './lock.ts';

export interface CareParts {
  readonly place: Element;
  readonly lock: Lock;
  readonly journal: Journal;
  readonly settings: Kiosk;
  /** null where the page is not kept in this browser. */
  readonly kept: Kept | null;
  /** Back to the visitors. */
  readonly close: () => void;
}

/** Days of the journal that are listed; all of them are in the file. */
const DAYS = 14;

/** For whoever looks after the kiosk: what went wrong, what was used, and the way out. */
class Care extends LitElement {
  parts!: CareParts;
  language!: Language;
  private digits = '';
  private isIn = false;
  private isWrong = false;
  private touched = performance.now();
  private timer = 0;
  private problem = '';
  private offline: Awaited<ReturnType<Kept['status']>> | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    for (const kind of ['pointerdown', 'keydown']) this.addEventListener(kind, this.touch);
    addEventListener('keydown', this.key);
    this.timer = window.setInterval(this.tick, 500);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.key);
    clearInterval(this.timer);
  }

  private readonly touch = (): void => {
    this.touched = performance.now();
  };

  /** Nobody looks after it any more: the next visitor finds the beginning. */
  private readonly tick = (): void => {
    const { idleSeconds, countdownSeconds } = this.parts.settings;
    if (performance.now() - this.touched > 1000 * (idleSeconds + countdownSeconds)) this.close();
    else if (!this.isIn) this.requestUpdate();
  };

  private readonly key = ({ key }: KeyboardEvent): void => {
    if (this.isIn) return;
    if (/^\d$/.test(key)) this.press(key);
    else if (key === 'Backspace') this.back();
    else if (key === 'Escape') this.close();
  };

  private say(key: MessageKey, values?: MessageValues): string {
    return this.language.say(key, values);
  }

  private readonly close = (): void => {
    this.remove();
    this.parts.close();
  };

  protected override render() {
    return html`
      <div lang=${this.language.regional} dir=${this.language.direction}>
        <h1>${this.say('kiosk.care.title')}</h1>
        ${this.isIn ? this.inside() : this.door()}
        <div class="acts">
          <button type="button" class="close" @click=${this.close}>${this.say('kiosk.care.close')}</button>
        </div>
      </div>
    `;
  }

  private door(): TemplateResult {
    const wait = Math.ceil(this.parts.lock.wait() / 1000);
    const words =
      wait > 0 ? this.say('kiosk.care.wait', { seconds: wait }) : this.isWrong ? this.say('kiosk.care.wrong') : '';
    const key = (digit: string) => html`
      <button type="button" ?disabled=${wait > 0} @click=${() => this.press(digit)}>${digit}</button>
    `;
    const [clear, back] = [this.say('kiosk.care.clear'), this.say('kiosk.keyboard.back')];
    return html`
      <h2>${this.say('kiosk.care.pin')}</h2>
      <p class="digits" role="status">${'•'.repeat(this.digits.length)}</p>
      <p role="alert">${words}</p>
      <div class="pad">
        ${[...'123456789'].map(key)}
        <button type="button" aria-label=${clear} title=${clear} @click=${this.clear}>×</button>
        ${key('0')}
        <button type="button" aria-label=${back} title=${back} @click=${this.back}>⌫</button>
      </div>
    `;
  }

  private readonly clear = (): void => {
    this.digits = '';
    this.requestUpdate();
  };

  private readonly back = (): void => {
    this.digits = this.digits.slice(0, -1);
    this.requestUpdate();
  };

  private press(digit: string): void {
    this.digits += digit;
    this.isWrong = false;
    if (this.digits.length >= (this.parts.settings.pin?.length ?? 0)) {
      const isRight = this.parts.lock.try(this.digits);
      this.digits = '';
      this.isIn = isRight === true;
      if (this.isIn) void this.look();
      this.isWrong = isRight === false;
    }
    this.requestUpdate();
  }

  private inside(): TemplateResult {
    const { faults, days } = this.parts.journal.read();
    const count = faults.reduce((sum, fault) => sum + fault.count, 0);
    const often = (times: number) => (times > 1 ? ` × ${this.language.number(times)}` : '');
    const when = (time: string) => this.language.date(new Date(time), { dateStyle: 'short', timeStyle: 'medium' });
    return html`
      <div class="acts">
        <button type="button" @click=${() => location.reload()}>${this.say('kiosk.care.reload')}</button>
        <button type="button" @click=${this.save}>${this.say('kiosk.care.save')}</button>
        <button type="button" @click=${this.leave}>${this.say('kiosk.care.leave')}</button>
      </div>
      ${this.version()}
      <p role="alert">${this.problem}</p>
      <h2>${this.say('kiosk.care.usage')}</h2>
      ${this.table(
        ['kiosk.care.day', 'kiosk.care.visits', 'kiosk.care.examples'],
        Object.entries(days)
          .sort(([a], [b]) => b.localeCompare(a))
          .slice(0, DAYS)
          .map(([day, { visits, examples }]) => [
            day,
            this.language.number(visits),
            Object.entries(examples)
              .map(([name, count]) => `${name} ${this.language.number(count)}`)
              .join(' · '),
          ]),
      )}
      <h2>${this.say('kiosk.care.faults', { count })}</h2>
      ${this.table(
        ['kiosk.care.time', 'kiosk.care.kind', 'kiosk.care.place'],
        faults.toReversed().map(({ time, code, at, count }) => [when(time), code + often(count), at ?? '']),
      )}
    `;
  }

  private async look(): Promise<void> {
    this.offline = (await this.parts.kept?.status().catch(() => null)) ?? null;
    this.requestUpdate();
  }

  /** Whether it goes on without a network, and the way back to the version before. */
  private version(): TemplateResult | typeof nothing {
    const { offline } = this;
    if (!offline) return nothing;
    const { state, bytes, current, previous } = offline;
    const built = (created: string) =>
      this.language.date(new Date(created), { dateStyle: 'medium', timeStyle: 'short' });
    const percent = bytes.wanted > 0 ? Math.floor((100 * bytes.kept) / bytes.wanted) : 0;
    return html`
      <h2>${this.say('kiosk.care.version')}</h2>
      <p>
        ${state === 'ready' ? this.say('kiosk.care.ready') : this.say('kiosk.care.missing', { percent })}
        ${current ? this.say('kiosk.care.built', { date: built(current.created) }) : nothing}
      </p>
      ${
        previous
          ? html`<div class="acts"><button type="button" @click=${this.rollBack}>${this.say('kiosk.care.rollBack', {
              date: built(previous.created),
            })}</button></div>`
          : nothing
      }
    `;
  }

  private readonly rollBack = async (): Promise<void> => {
    this.problem = '';
    try {
      const outcome = await this.parts.kept?.rollBack();
      if (outcome === 'done') location.reload();
      if (outcome === 'in-use') this.problem = this.say('page.offline.waits');
    } catch (thrown) {
      this.parts.journal.fault(faultOf(thrown));
      this.problem = this.say('kiosk.failed', { text: this.language.text(asOrielError(thrown).said) });
    }
    await this.look();
  };

  private table(heads: readonly MessageKey[], rows: readonly (readonly string[])[]): TemplateResult | typeof nothing {
    if (rows.length === 0) return html`<p>${this.say('kiosk.care.nothing')}</p>`;
    return html`
      <table>
        <tr>${heads.map((head) => html`<th scope="col">${this.say(head as 'kiosk.care.day')}</th>`)}</tr>
        ${rows.map((row) => html`<tr>${row.map((cell) => html`<td><bdi>${cell}</bdi></td>`)}</tr>`)}
      </table>
    `;
  }

  private readonly save = (): void => {
    const link = document.createElement('a');
    const text = JSON.stringify(this.parts.journal.read(), null, 2);
    link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
    link.download = 'oriel-kiosk.json';
    link.click();
    URL.revokeObjectURL(link.href);
  };

  private readonly leave = (): void => {
    void document.exitFullscreen?.().catch(() => {}); // it may not be
    location.replace(location.pathname);
  };
}

customElements.define('oriel-care', Care);

/**
 * Loads what the maintenance page says; the function that it gives shows it, behind its lock, in
 * the place of a visitor's.
 */
export async function loadCare(parts: CareParts): Promise<() => void> {
  const { languages } = parts.settings;
  const language = await loadLanguage(
    languages?.map((tag) => asSpoken(tag, navigator.languages)) ?? navigator.languages,
  );
  await learnLater(language);
  const care = new Care();
  Object.assign(care, { parts, language });
  return () => parts.place.append(care);
}
