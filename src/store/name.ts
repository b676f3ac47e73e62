/** Of the page's store: its database, its lock, its channel and the folder of its files. */
export const STORE_NAME = 'oriel';
