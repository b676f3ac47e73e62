// Finds a Chromium to test with, or installs one. No dependencies, because it may run before
// `npm ci`.

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Arguments that give headless Chromium WebGPU in software and keep it off the network. */
export const chromiumArguments = [
  '--no-sandbox',
  '--enable-unsafe-webgpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * Arguments that give it WebGPU on the machine's own GPU, where there is one whose driver speaks
 * Vulkan, Metal or D3D.
 */
export const gpuArguments = [
  ...chromiumArguments,
  '--enable-gpu',
  '--ignore-gpu-blocklist',
  ...(process.platform === 'linux'
    ? ['--use-angle=vulkan', '--enable-features=Vulkan', '--disable-vulkan-surface']
    : []),
];

const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
];

/** @returns {string[]} */
function usualPlaces() {
  const { env } = process;
  if (process.platform === 'darwin') {
    return ['', homedir()].flatMap((home) => [
      `${home}/Applications/Google Chrome.app/Contents/MacOS/Google Chrome`,
      `${home}/Applications/Chromium.app/Contents/MacOS/Chromium`,
    ]);
  }
  if (process.platform === 'win32') {
    return [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].flatMap((folder) =>
      folder
        ? [join(folder, 'Google/Chrome/Application/chrome.exe'), join(folder, 'Chromium/Application/chrome.exe')]
        : [],
    );
  }
  return [
    '/usr/lib/chromium/chromium-headless-shell',
    '/usr/lib/chromium/chromium',
    '/opt/google/chrome/chrome',
    ...(env.PATH ?? '').split(delimiter).flatMap((folder) => (folder ? names.map((name) => join(folder, name)) : [])),
  ];
}

const playwrightNames = new Set([
  ...['chrome', 'headless_shell', 'chrome-headless-shell', 'Chromium', 'Google Chrome for Testing'],
  ...['chrome.exe', 'headless_shell.exe', 'chrome-headless-shell.exe'],
]);

/** Browsers that playwright has downloaded, newest first. @returns {string[]} */
function playwrightPlaces() {
  const { env } = process;
  const caches = { darwin: join(homedir(), 'Library/Caches'), win32: env.LOCALAPPDATA ?? '' };
  const cache = caches[/** @type {'darwin'} */ (process.platform)] ?? env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = env.PLAYWRIGHT_BROWSERS_PATH ?? join(cache, 'ms-playwright');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.startsWith('chromium'))
    .sort((a, b) => Number(b.split('-').at(-1)) - Number(a.split('-').at(-1)))
    .flatMap((name) => filesNamed(join(folder, name), playwrightNames, 5));
}

/** @param {string} folder @param {Set<string>} wanted @param {number} depth @returns {string[]} */
function filesNamed(folder, wanted, depth) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return depth > 0 ? filesNamed(path, wanted, depth - 1) : [];
    return wanted.has(entry.name) ? [path] : [];
  });
}

/**
 * Path of a Chromium on this machine, or null. CHROMIUM_PATH comes first.
 * @returns {string | null}
 */
export function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, which does not exist.`);
    return named;
  }
  return usualPlaces().find((path) => existsSync(path)) ?? playwrightPlaces()[0] ?? null;
}

/** @param {string} command @param {string[]} args */
function run(command, args) {
  console.error(`> ${command} ${args.join(' ')}`);
  // A caller may read a result from standard output: nothing else goes there.
  return spawnSync(command, args, { stdio: ['ignore', process.stderr, process.stderr], cwd: root }).status === 0;
}

/** Path of a Chromium, which is installed where there is none. @returns {string} */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    if (
      run('apt-get', ['update']) &&
      run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium-headless-shell'])
    ) {
      const installed = findChromium();
      if (installed) return installed;
    }
  }
  run(process.execPath, [join(root, 'node_modules/playwright/cli.js'), 'install', 'chromium-headless-shell']);
  const installed = findChromium();
  if (!installed)
    throw new Error('No Chromium could be found or installed. Install one, or set CHROMIUM_PATH to its binary.');
  return installed;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(ensureChromium());
