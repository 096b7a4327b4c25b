import { type Config, parseEnvironment, secretsOf } from '../environment.ts';
import type { CommandIo } from './command-io.ts';
import { checkArchive } from './doctor/check-archive.ts';
import { checkClock } from './doctor/check-clock.ts';
import { checkUpstream } from './doctor/check-upstream.ts';
import type { Finding } from './doctor/finding.ts';

/**
 * `doctor`: checks what a gateway of this environment needs, and says what to do about each fault. It makes one upstream
 * call on each list. Exit code 1 when something has to be done.
 */
export async function doctorCommand({ env, stdout }: CommandIo): Promise<number> {
  const parsed = parseEnvironment(env);
  const findings: Finding[] = [];
  const report = (found: readonly Finding[]) => {
    findings.push(...found);
    for (const finding of found) stdout.write(line(finding, parsed.ok ? secretsOf(parsed.config) : []));
  };
  if (!parsed.ok) report(parsed.problems.map((text) => ({ state: 'wrong', about: 'settings', text })));
  else await diagnose(parsed.config, report);
  const wrong = findings.filter(({ state }) => state === 'wrong').length;
  stdout.write(wrong === 0 ? 'Nothing has to be done.\n' : `To be done: ${wrong}.\n`);
  return wrong === 0 ? 0 : 1;
}

/** Reports each part when it is known. */
async function diagnose(config: Config, report: (found: readonly Finding[]) => void): Promise<void> {
  report([{ state: 'fine', about: 'settings', text: 'all of them can be read.' }]);
  report(accessFindings(config));
  const apiKey = config.JODOO_API_KEY;
  if (apiKey === undefined) {
    report([
      {
        state: 'note',
        about: 'key',
        text: 'JODOO_API_KEY is not set: the gateway would serve an invented organization. Set it for your own.',
      },
    ]);
  } else {
    report(await checkClock(config.JODOO_BASE_URL, Date.now));
    report(await checkUpstream({ ...config, JODOO_API_KEY: apiKey }, Date.now));
  }
  report(await checkArchive(config));
}

function accessFindings({ HOST, GATEWAY_TOKENS, AUTH }: Config): readonly Finding[] {
  const about = 'access';
  if (AUTH === 'off') {
    return [{ state: 'note', about, text: `AUTH is off: everybody who reaches ${HOST} may query.` }];
  }
  if (GATEWAY_TOKENS.length === 0) {
    return [{ state: 'fine', about, text: 'programs on this machine may query, without a token.' }];
  }
  return [{ state: 'fine', about, text: `${GATEWAY_TOKENS.length} token(s) may query.` }];
}

const SIGNS = { fine: 'ok  ', note: 'note', wrong: 'DO  ' };

function line({ state, about, text }: Finding, secrets: readonly string[]): string {
  const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret, '…'), text);
  return `${SIGNS[state]}  ${about.padEnd(9)} ${shown}\n`;
}
