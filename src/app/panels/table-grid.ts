import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { ListedRow, RowKey, RowsWindow } from '../../library/index.ts';
import type { Sorting } from '../table/table-view.ts';
import type { TableColumn } from '../wording/table-words.ts';
import { isNear, type Need, Viewport } from './table-viewport.ts';

/** What the grid shows of its rows at once, and what it asks for beyond that. */
const MARGIN = { rows: 20, columns: 2 };

const sameKey = (a: RowKey | null, b: RowKey | null): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * A table of which only what is in sight is drawn: rows and columns are as many as the file has.
 * Sends `oriel-need` for rows, `oriel-row` for the chosen one and `oriel-sort`.
 */
export class TableGrid extends LitElement {
  static override properties = {
    columns: { attribute: false },
    found: { attribute: false },
    sorting: { attribute: false },
    current: { attribute: false },
    label: {},
    hint: {},
  };
  declare columns: readonly TableColumn[];
  /** The rows fetched last, and how many there are; `first`: the first of the file's columns. */
  declare found: (RowsWindow & { readonly first: number }) | null;
  declare sorting: Sorting | null;
  /** The row that is explained. */
  declare current: number;
  declare label: string;
  /** What choosing a row does. */
  declare hint: string;
  private readonly viewport = new Viewport(this);
  private active = { row: 0, column: 0 };
  private asked: Need | null = null;
  /** The row that was chosen before it was fetched; it is acted upon once it is there. */
  private awaited: number | null = null;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Back to the top: other rows are on show. */
  toTop(): void {
    this.active = { row: 0, column: this.active.column };
    this.viewport.show({ row: 0 });
    this.asked = null;
    this.awaited = null;
    this.requestUpdate();
  }

  /** Shows the place of a row among those on show. */
  async showPlace(row: number): Promise<void> {
    await this.updateComplete; // until then it may not be known how many rows there are
    this.active = { ...this.active, row };
    this.awaited = null;
    this.viewport.show({ row });
    this.requestUpdate();
  }

  private get total(): number {
    return this.found?.total ?? 0;
  }

  private rowAt(place: number): ListedRow | undefined {
    return this.found?.rows[place - this.found.from];
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    this.viewport.size = { rows: this.total, columns: Math.max(0, this.columns.length - 1) };
    this.active = {
      row: Math.max(-1, Math.min(this.active.row, this.total - 1)),
      column: Math.min(this.active.column, this.columns.length - 1),
    };
  }

  protected override updated(): void {
    this.viewport.measure(this.querySelector('.grid-scroll'));
    this.ask();
    if (this.awaited !== null && this.rowAt(this.awaited)) this.act({ row: this.awaited, column: 0 });
    // The focus stays with the cell that it is on, wherever that is drawn.
    const focused = document.activeElement;
    if (!(focused instanceof HTMLElement) || !this.contains(focused)) return;
    const cell = this.querySelector<HTMLElement>('[tabindex="0"][data-active]');
    if (cell) cell.focus({ preventScroll: true });
    else this.querySelector<HTMLElement>('.grid-scroll')?.focus({ preventScroll: true });
  }

  /** Asks for what is in sight and has not been fetched. */
  private ask(): void {
    const { first, shown } = this.viewport;
    const places = this.columns
      .slice(1 + first.column, 1 + first.column + shown.columns)
      .map(({ place }) => place)
      .filter((place) => place >= 0);
    const column = Math.max(0, Math.min(...places, Number.MAX_SAFE_INTEGER) - MARGIN.columns);
    const last = Math.max(-1, ...places);
    const need: Need = {
      from: Math.max(0, first.row - MARGIN.rows),
      count: shown.rows + 2 * MARGIN.rows,
      columns: places.length === 0 ? [0, 1] : [column, last - column + 1 + MARGIN.columns],
    };
    const inSight = { from: first.row, count: shown.rows, columns: [Math.max(0, column), last - column + 1] as const };
    if (this.asked && isNear(this.asked, inSight)) return;
    this.asked = need;
    this.dispatchEvent(new CustomEvent<Need>('oriel-need', { detail: need }));
  }

  /** What was fetched no longer holds. */
  forget(): void {
    this.asked = null;
    this.awaited = null;
    this.requestUpdate();
  }

  protected override render() {
    const { first, shown } = this.viewport;
    const rows = Math.max(0, Math.min(shown.rows, this.total - first.row));
    const columns = [
      ...(this.columns.length > 0 ? [0] : []),
      ...this.columns
        .slice(1)
        .map((_, at) => at + 1)
        .slice(first.column, first.column + shown.columns),
    ];
    return html`
      <div class="grid-scroll" tabindex="-1" @scroll=${this.scrolled} @keydown=${this.key}>
        <div class="grid-canvas">
          <table role="grid" class="grid-window" aria-label=${this.label} aria-rowcount=${this.total + 1}
            aria-colcount=${this.columns.length} @focusin=${this.focused} @click=${this.clicked}>
            <thead><tr aria-rowindex="1">${columns.map((column) => this.header(column))}</tr></thead>
            <tbody>${Array.from({ length: rows }, (_, at) => this.row(first.row + at, columns))}</tbody>
          </table>
        </div>
      </div>
    `;
  }

  /** Whether a cell is the one that the tab key leads to. */
  private stop(row: number, column: number): boolean {
    return row === this.active.row && column === this.active.column;
  }

  private header(column: number): TemplateResult {
    const { label, note, key, numeric } = this.columns[column];
    const sorted = this.sorting && sameKey(this.sorting.by, key) ? this.sorting : null;
    const natural = key === null && this.sorting === null;
    const order = sorted ? (sorted.descending ? 'descending' : 'ascending') : natural ? 'ascending' : 'none';
    const stop = this.stop(-1, column);
    const sign = sorted?.descending ? '▼' : '▲';
    const arrow = order === 'none' ? nothing : html`<span class="sorted" aria-hidden="true">${sign}</span>`;
    return html`
      <th scope="col" class=${numeric ? 'numeric' : ''} aria-colindex=${column + 1} aria-sort=${order}
        data-row="-1" data-column=${column} ?data-active=${stop} tabindex=${stop ? 0 : -1}
        title=${note ? `${label} (${note})` : label}>
        <bdi>${label}</bdi>${arrow}
        ${note ? html`<small>${note}</small>` : nothing}
      </th>
    `;
  }

  private row(place: number, columns: readonly number[]): TemplateResult {
    const row = this.rowAt(place);
    const isCurrent = row !== undefined && row.row === this.current;
    return html`
      <tr aria-rowindex=${place + 2} aria-selected=${isCurrent} class=${row?.wrong ? 'wrong' : ''}>
        ${columns.map((column) => this.cell(place, column, row))}
      </tr>
    `;
  }

  private cell(place: number, column: number, row: ListedRow | undefined): TemplateResult {
    const { text, place: at, numeric } = this.columns[column];
    const raw = at < 0 ? '' : row?.cells[at - (this.found?.first ?? 0)];
    const words = row === undefined || raw === undefined ? '…' : text(row, raw);
    const stop = this.stop(place, column);
    const kind = numeric ? 'numeric' : '';
    return column === 0
      ? html`<th scope="row" class="numeric" aria-colindex="1" data-row=${place} data-column="0" ?data-active=${stop}
          tabindex=${stop ? 0 : -1} title=${this.hint}>${words}</th>`
      : html`<td class=${kind} aria-colindex=${column + 1} data-row=${place} data-column=${column} 
          ?data-active=${stop} tabindex=${stop ? 0 : -1} title=${words}><bdi>${words}</bdi></td>`;
  }

  private readonly scrolled = () => {
    if (this.viewport.read()) this.requestUpdate();
  };

  /** The place that a cell stands for. */
  private placeOf(target: EventTarget | null): { row: number; column: number } | null {
    const cell = target instanceof Element ? target.closest<HTMLElement>('[data-row]') : null;
    return cell ? { row: Number(cell.dataset.row), column: Number(cell.dataset.column) } : null;
  }

  private readonly focused = (event: FocusEvent) => {
    const place = this.placeOf(event.target);
    if (!place || (place.row === this.active.row && place.column === this.active.column)) return;
    this.active = place;
    this.requestUpdate();
  };

  private readonly clicked = (event: Event) => {
    const place = this.placeOf(event.target);
    if (place) this.act(place);
  };

  private act({ row, column }: { row: number; column: number }): void {
    const found = this.rowAt(row);
    this.awaited = row < 0 || found ? null : row;
    if (row < 0) this.sort(this.columns[column].key);
    else if (found) this.dispatchEvent(new CustomEvent<number>('oriel-row', { detail: found.row }));
  }

  /** First ascending, then descending, then as in the table. */
  private sort(key: RowKey | null): void {
    const same = this.sorting !== null && sameKey(this.sorting.by, key);
    const sorting: Sorting | null =
      key === null || (same && this.sorting?.descending) ? null : { by: key, descending: same };
    this.dispatchEvent(new CustomEvent<Sorting | null>('oriel-sort', { detail: sorting }));
  }

  private readonly key = (event: KeyboardEvent) => {
    if (event.altKey || event.isComposing) return;
    const far = event.ctrlKey || event.metaKey;
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return this.act(this.active);
    }
    const forward = getComputedStyle(this).direction === 'rtl' ? -1 : 1;
    const { row, column } = this.active;
    const page = Math.max(1, this.viewport.whole.rows - 1);
    const [lastRow, lastColumn] = [this.total - 1, this.columns.length - 1];
    const moves: Readonly<Record<string, readonly [row: number, column: number]>> = {
      ArrowDown: [row + 1, column],
      ArrowUp: [row - 1, column],
      ArrowRight: [row, column + forward],
      ArrowLeft: [row, column - forward],
      PageDown: [row + page, column],
      PageUp: [Math.max(0, row - page), column],
      Home: [far ? 0 : row, 0],
      End: [far ? lastRow : row, lastColumn],
    };
    const to = Object.hasOwn(moves, event.key) ? moves[event.key] : null;
    if (!to) return;
    event.preventDefault();
    this.awaited = null;
    this.active = {
      row: Math.max(-1, Math.min(to[0], lastRow)),
      column: Math.max(0, Math.min(to[1], lastColumn)),
    };
    this.viewport.show({ row: this.active.row, column: this.active.column - 1 });
    this.requestUpdate();
    if (!this.contains(document.activeElement)) return;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>('[data-active]')?.focus({ preventScroll: true }),
    );
  };
}

customElements.define('oriel-table-grid', TableGrid);
