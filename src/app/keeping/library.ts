// All of the store that the page uses. It comes once something is kept, or was.

export { repeatableOf } from '../../store/answers.ts';
export { exportAll } from '../../store/exchange/export.ts';
export { importAll } from '../../store/exchange/import.ts';
export { openStore } from '../../store/open.ts';
