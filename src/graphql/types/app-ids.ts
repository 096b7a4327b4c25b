import { badUserInput, GatewayError } from '../../errors.ts';

/** Most ids that one connection may run over. */
export const MAX_APP_IDS = 1_000;

const MAX_ID_LENGTH = 128;

/** The asked ids, each once, in the asked order. */
export function checkedAppIds(appIds: readonly string[]): string[] {
  if (appIds.length > MAX_APP_IDS) {
    throw new GatewayError(
      'TOO_MANY_APP_IDS',
      `At most ${MAX_APP_IDS} appIds can be asked for at once; got ${appIds.length}. Split them over several operations, or leave appIds out to page through all apps.`,
      { maxAppIds: MAX_APP_IDS, given: appIds.length },
    );
  }
  const wrong = appIds.find((appId) => appId.trim() === '' || appId.length > MAX_ID_LENGTH);
  if (wrong !== undefined) {
    throw badUserInput(
      `${JSON.stringify(wrong.slice(0, MAX_ID_LENGTH))} is not an app id: it is empty or longer than ${MAX_ID_LENGTH} characters. Jodoo's ids look like 65f000000000000000000001.`,
    );
  }
  return [...new Set(appIds)];
}
