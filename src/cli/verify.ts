import { open, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { looksLikeLog, mayBeReport } from '../audit/kinds.ts';
import { reading } from '../bundle/folder/reading.ts';
import { files } from '../bundle/schema.ts';
import { usage } from './parser-error.ts';
import type { Terminal } from './terminal.ts';
import { nothingOf, type Tools, type Verified } from './verified.ts';
import type { VerifyCommand } from './verify-args.ts';
import { verifyBundle } from './verify-bundle.ts';
import { verifyLog, verifyRecords } from './verify-records.ts';
import { verifyReport } from './verify-report.ts';

/** Verified, and it differs. */
const DIFFERS = 4;

/** Runs `oriel verify`; resolves with the exit status. */
export async function verify(command: VerifyCommand, terminal: Terminal, stop: AbortSignal): Promise<number> {
  const { said, findings } = await reading(command.path, () => verified(command, { terminal, stop }));
  const { language } = terminal;
  await terminal.print([
    ...said.map((each) => language.text(each)),
    ...findings.map(({ file, line, text }) => language.say('cli.verify.finding', { file, line, text })),
  ]);
  return findings.length > 0 ? DIFFERS : 0;
}

async function verified(command: VerifyCommand, tools: Tools): Promise<Verified> {
  const { path, records, anew } = command;
  const facts = await stat(path).catch(() => null);
  const folder = facts?.isDirectory() ? path : basename(path) === files.bundle ? dirname(path) : null;
  const head = folder === null && facts?.isFile() ? await beginning(path) : '';
  if (looksLikeLog(head)) return verifyLog(command, tools);
  if (records !== null) throw usage('cli.verify.recordsFor');
  if (folder !== null) {
    if (!(await stat(join(folder, files.bundle)).catch(() => null))) throw nothingOf(folder);
    return verifyBundle(folder, anew, tools);
  }
  if (mayBeReport(head)) return verifyReport(command, tools);
  return verifyRecords(command, tools);
}

/** Bytes that tell a log from records: its first lines are shorter. */
const BEGINNING = 4096;

async function beginning(path: string): Promise<string> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
