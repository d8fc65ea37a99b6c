import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

/**
 * Starts a browser. There is always one to test with, or the test fails; nothing is skipped:
 * - the one that `CHROME_PATH` names, where it is set;
 * - on Linux on x64 the one that npm installed, with its own fonts and libraries, so that pages look alike everywhere;
 * - elsewhere the Google Chrome that is installed; Playwright says so where there is none.
 */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ ...(await whichBrowser()), chromiumSandbox: false, timeout: 120_000 });
}

async function whichBrowser(): Promise<LaunchOptions> {
  const { CHROME_PATH } = process.env;
  if (CHROME_PATH !== undefined) return { executablePath: CHROME_PATH };
  return process.platform === 'linux' && process.arch === 'x64' ? browserOfNpm() : { channel: 'chrome' };
}

const MODULES = join(import.meta.dirname, '../../node_modules');

async function browserOfNpm(): Promise<LaunchOptions> {
  const directory = await unpacked();
  const env = {
    ...process.env,
    FONTCONFIG_FILE: join(directory, 'fonts.conf'),
    LD_LIBRARY_PATH: join(directory, 'al2023/lib'),
  };
  return { executablePath: join(directory, 'chromium'), env };
}

/** The package holds a compressed browser. It is unpacked once, beside the packages, and all at once for those who look. */
async function unpacked(): Promise<string> {
  const { version } = JSON.parse(await readFile(join(MODULES, '@sparticuz/chromium/package.json'), 'utf8'));
  const cache = join(MODULES, '.cache');
  const directory = join(cache, `chromium-${version}`);
  if (await exists(directory)) return directory;
  await mkdir(cache, { recursive: true });
  const scratch = await mkdtemp(join(cache, 'chromium-'));
  await unpack(scratch);
  await writeFile(join(scratch, 'fonts.conf'), fontConfiguration(directory));
  try {
    await rename(scratch, directory);
  } catch (error) {
    // Another test run was faster.
    await rm(scratch, { recursive: true, force: true });
    if (!(await exists(directory))) throw error;
  }
  return directory;
}

/** The package unpacks into the directory for temporary files, and its libraries only where it believes to be in Lambda. */
async function unpack(directory: string): Promise<void> {
  const script = `import chromium from '@sparticuz/chromium'; await chromium.executablePath();`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(MODULES, '..'),
    env: { ...process.env, TMPDIR: directory, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' },
  });
}

function fontConfiguration(directory: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${directory}/fonts</dir><cachedir>${directory}/fonts-cache</cachedir></fontconfig>
`;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
