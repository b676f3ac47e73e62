// All of the store that the page uses itself. It comes once something is kept, or was.

export { repeatableOf } from '../../store/answers.ts';
export { openStore } from '../../store/open.ts';
export { placeOfRecord, placeOnShow, readPlace, removePlace, writePlace } from './place.ts';
