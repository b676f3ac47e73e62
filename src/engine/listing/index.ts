// Loaded when a table is first looked through.

export { answersToAll } from './answers.ts';
export { listingOf } from './listing.ts';
export { rowsFile } from './rows-file.ts';
