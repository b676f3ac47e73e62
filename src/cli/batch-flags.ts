import { type CommandOption, option } from './command-options.ts';

/** What `oriel batch` takes beside what `oriel explain` does. */
export const batchFlags: readonly CommandOption[] = [
  option('out', 'DIR', 'cli.batch.out'),
  option('rows', 'I-J', 'cli.batch.rows'),
  option('when', '"..."', 'cli.batch.when'),
  option('records', null, 'cli.batch.records'),
  option('resume', null, 'cli.batch.resume'),
  option('shard', 'I/N', 'cli.batch.shard'),
  option('shards', 'N', 'cli.batch.shards'),
  option('join', null, 'cli.batch.join'),
];

/** Options of `oriel explain` that mean nothing here, or would make equal requests differ. */
export const notOfBatches: readonly string[] = [
  'row',
  'image',
  'segments',
  'fill',
  'text',
  'vocabulary',
  'hide',
  'window',
  'budget-ms',
  'reasons',
  'reference',
  'log',
  'record',
  'json',
  'csv',
  'as',
];
