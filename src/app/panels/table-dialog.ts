import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { message } from '../../catalogue/message.ts';
import { download, slug } from '../../charts/scene/save.ts';
import type { Listing, RowCondition, Study } from '../../library/index.ts';
import { roughTime } from '../../wording/format.ts';
import { millisecondsPerRow, rowsToSave, type Saving } from '../table/saving.ts';
import { type Sorting, TableView } from '../table/table-view.ts';
import { tableClass, tableColumns } from '../wording/table-words.ts';
import { Panel } from './panel.ts';
import './table-filters.ts';
import type { TableGrid } from './table-grid.ts';
import './table-grid.ts';
import type { Need } from './table-viewport.ts';
import '../styles/table.css';

/** Letters typed closer together than this are one search. */
const TYPING = 250;

/** Below the answer where there is room for both; else in its place. */
const roomy = matchMedia('(min-width: 1100px) and (min-height: 620px)');

/** The table of the model on show: to look at, to sort, to filter, to choose a row from. */
export class TableDialog extends Panel {
  private readonly view = new TableView(
    () => this.controller.table,
    () => this.state.language,
    {
      redraw: () => this.requestUpdate(),
      renew: (toTop) => {
        if (toTop) this.grid?.toTop();
        else this.grid?.forget();
        this.requestUpdate();
      },
      showPlace: (place) => void this.updateComplete.then(() => this.grid?.showPlace(place)),
    },
  );
  private typing: ReturnType<typeof setTimeout> | undefined;
  /** Whether the row that is chosen next goes beside the one that is explained. */
  private beside = false;
  /** Whether all rows of a file are explained, however long that takes. */
  private explained = false;

  private get grid(): TableGrid | null {
    return this.querySelector('oriel-table-grid');
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const { tableOpen, topic } = this.state;
    const study = topic && topic.study.rows > 0 ? topic.study : null;
    if (this.view.study && this.view.study !== study) this.view.leave(study, topic?.origin.kind ?? null);
    if (tableOpen && study && !this.view.study) void this.view.open(study, topic?.row ?? 0);
  }

  private readonly resize = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    roomy.addEventListener('change', this.resize);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    roomy.removeEventListener('change', this.resize);
  }

  protected override updated(_changed: PropertyValues<this>): void {
    const dialog = this.querySelector('dialog');
    if (!dialog) return;
    const wanted = this.state.tableOpen && this.view.study !== null;
    document.documentElement.toggleAttribute('data-oriel-table', wanted && roomy.matches);
    const isRight = dialog.open ? dialog.matches(':modal') !== roomy.matches : true;
    if (wanted === dialog.open && isRight) return;
    // On a page that is zoomed there may be no room for both any more.
    const focused = this.contains(document.activeElement) ? document.activeElement : null;
    if (dialog.open) dialog.close();
    if (!wanted) return;
    if (roomy.matches) dialog.show();
    else dialog.showModal();
    if (focused instanceof HTMLElement) focused.focus();
  }

  protected override render() {
    const { study, listing } = this.view;
    return html`
      <dialog class="table-dialog" aria-label=${this.say('page.table.title')} @close=${this.closed}
        @keydown=${this.escape}>
        ${study && listing && this.state.tableOpen ? this.content(study, listing) : nothing}
      </dialog>
    `;
  }

  private content(study: Study, listing: Listing): TemplateResult {
    const { state, view } = this;
    const { total, said } = view;
    const name = this.say('page.table.title');
    const counted = total === 0 ? this.say('page.table.none') : this.say('page.table.rows', { total, all: study.rows });
    return html`
      <div class="table-head">
        <h2>${name}</h2>
        <p class="hint" role="status">${counted}</p>
        <button type="button" class="close" @click=${this.close}>${this.say('page.table.close')}</button>
      </div>
      <div class="table-tools">
        <label class="find"><span>${this.say('page.table.find')}</span>
          <input type="search" autocomplete="off" dir="auto" .value=${view.find}
            placeholder=${this.say('page.table.findHint')} @input=${this.typed}></label>
        ${this.ways(study, listing)} ${this.saves(study)}
        ${this.filters(listing)}
      </div>
      ${this.progress()}
      <oriel-table-grid .label=${name} .found=${view.found} .sorting=${view.sorting} .current=${state.topic?.row ?? -1}
        .columns=${tableColumns(study, listing, tableClass(study, state.chosenClass), state.language)}
        .hint=${this.say(this.beside ? 'page.table.compare' : 'page.table.choose')} @oriel-need=${this.needed}
        @oriel-row=${this.chosen} @oriel-sort=${this.sorted}></oriel-table-grid>
      <p class="hint said" role="status">${said ? state.language.text(said) : nothing}</p>
    `;
  }

  /** Folded up where there is little room. */
  private filters(listing: Listing): TemplateResult {
    const { conditions } = this.view;
    const filters = html`
      <oriel-table-filters .state=${this.state} .controller=${this.controller} .listing=${listing}
        .conditions=${conditions} @oriel-conditions=${this.filtered}></oriel-table-filters>`;
    if (roomy.matches) return html`<div class="filters open">${filters}</div>`;
    const title = this.say('page.table.filters', { count: conditions.length });
    return html`<details class="filters"><summary>${title}</summary>${filters}</details>`;
  }

  /** The ways to a row. */
  private ways(study: Study, { answered, columns }: Listing): TemplateResult {
    const { total, work } = this.view;
    const hasMistakes = study.card.task !== 'regression' && columns.some(({ role }) => role === 'target');
    const button = (name: 'random' | 'mistake' | 'ask' | 'copy' | 'compare', act: () => void) => html`
      <button type="button" ?disabled=${work !== null || (total === 0 && name !== 'ask')}
        aria-pressed=${name === 'compare' ? String(this.beside) : nothing}
        title=${this.say(`page.table.help.${name}`)} @click=${act}>${this.say(`page.table.${name}`)}</button>`;
    return html`
      <div class="ways" role="group" aria-label=${this.say('page.table.ways')}>
        ${button('random', this.random)} ${hasMistakes ? button('mistake', this.mistake) : nothing}
        ${answered ? nothing : button('ask', this.ask)} ${button('compare', this.compare)} ${button('copy', this.copy)}
      </div>
    `;
  }

  private saves(study: Study): TemplateResult {
    const { total, work } = this.view;
    const save = (what: Saving) => html`
      <button type="button" ?disabled=${work !== null || (what === 'shown' && total === 0)}
        @click=${() => this.save(what)}>${this.say(`page.table.save.${what}`, {
          count: what === 'all' ? study.rows : total,
        })}</button>`;
    return html`
      <details class="saves">
        <summary>${this.say('page.table.save.title')}</summary>
        <div>${save('row')}${save('shown')}${save('all')}${this.explaining(study)}
          <p class="hint">${this.say('page.table.save.help')}</p></div>
      </details>
    `;
  }

  /** Whether rows are explained one by one for a file, and how long that may take. */
  private explaining(study: Study): TemplateResult | typeof nothing {
    const each = millisecondsPerRow(this.state);
    if (each === null) return nothing;
    const change = (event: Event) => {
      this.explained = (event.currentTarget as HTMLInputElement).checked;
    };
    const time = roughTime(each * study.rows, this.state.language);
    return html`
      <label class="explain"><input type="checkbox" .checked=${this.explained} @change=${change}>
        <span>${this.say('page.table.save.explained', { count: study.rows, time })}</span></label>
    `;
  }

  private progress(): TemplateResult | typeof nothing {
    const { work } = this.view;
    if (!work) return nothing;
    const { kind, done, total } = work;
    const doing = this.say(`page.table.working.${kind}`);
    return html`
      <div class="table-work">
        <progress max=${Math.max(1, total)} .value=${done} aria-label=${doing}></progress>
        <span>${doing} ${this.say('page.table.done', { done, total })}</span>
        <button type="button" @click=${this.stop}>${this.say('page.table.stop')}</button>
      </div>
    `;
  }

  private readonly typed = (event: Event) => {
    const { value } = event.currentTarget as HTMLInputElement;
    clearTimeout(this.typing);
    this.typing = setTimeout(() => value !== this.view.find && void this.view.look({ find: value }), TYPING);
  };

  private readonly needed = (event: CustomEvent<Need>) => this.view.want(event.detail);
  private readonly sorted = (event: CustomEvent<Sorting | null>) => void this.view.look({ sorting: event.detail });
  private readonly filtered = (event: CustomEvent<readonly RowCondition[]>) =>
    void this.view.look({ conditions: event.detail });

  /** Explains a row and shows where it stands; a table that hides the answer is closed. */
  private take(row: number | null): void {
    if (row === null) return;
    if (this.beside) this.controller.compare(row);
    else void this.controller.chooseRow(row);
    this.beside = false;
    this.view.say(null);
    if (roomy.matches) void this.view.attempt(() => this.view.showRow(row));
    else this.close();
  }

  private readonly chosen = (event: CustomEvent<number>) => this.take(event.detail);
  private readonly ask = () => void this.view.attempt(() => this.view.answers());
  private readonly random = () => void this.view.attempt(async () => this.take(await this.view.random()));
  private readonly mistake = () =>
    void this.view.attempt(async () => this.take(await this.view.mistake(this.state.topic?.row ?? 0)));

  private readonly compare = () => {
    this.beside = !this.beside;
    this.view.say(this.beside ? message('page.table.chooseBeside', { row: this.state.topic?.row ?? 0 }) : null);
  };

  private readonly copy = () =>
    void this.view.attempt(async () => {
      const { study, query, total } = this.view;
      if (!study) return;
      const { choice, count } = rowsToSave(this.state, { what: 'copy', query, total });
      const file = await this.view.file(study, choice);
      const text = await file.text();
      const copied = await navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
      );
      this.view.say(copied ? message('page.table.copied', { count, total }) : message('page.table.notCopied'));
    });

  private save(what: Saving): void {
    void this.view.attempt(async () => {
      const { study, query, total } = this.view;
      if (!study || (what !== 'row' && !(await this.view.answers()))) return;
      const file = await this.view.file(
        study,
        rowsToSave(this.state, { what, query, total, explained: this.explained }).choice,
      );
      download(file, `${slug(`oriel ${study.card.name} ${what}`)}.csv`);
    });
  }

  /** The button goes, and the focus with it. */
  private readonly stop = () => {
    this.controller.table.stop();
    this.querySelector<HTMLElement>('.find input')?.focus();
  };

  private readonly close = () => this.controller.closeTable();
  private readonly closed = (event: Event) => {
    const { open } = event.currentTarget as HTMLDialogElement;
    if (!open && this.state.tableOpen) this.controller.closeTable();
  };

  /** What is unfolded within it is folded up first. */
  private readonly escape = (event: KeyboardEvent) => {
    const inner = event.target instanceof Element ? event.target.closest('details.saves[open]') : null;
    if (event.key !== 'Escape' || event.defaultPrevented || inner) return;
    event.preventDefault();
    this.close();
    document.querySelector<HTMLElement>('#open-table')?.focus();
  };
}

customElements.define('oriel-table-dialog', TableDialog);
