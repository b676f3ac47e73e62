/** What kind of table a file is by its first bytes: CSV where they are no others'. */
export function tableKind(head: Uint8Array): 'parquet' | 'zip' | 'csv' {
  const start = String.fromCharCode(...head.subarray(0, 4));
  return start === 'PAR1' ? 'parquet' : start === 'PK\x03\x04' ? 'zip' : 'csv';
}
