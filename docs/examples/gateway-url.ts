/** The gateway's GraphQL endpoint, and the token that it wants, if any. */
export const GATEWAY_URL = process.env.GATEWAY_URL ?? 'http://127.0.0.1:4000/graphql';

export const HEADERS: Readonly<Record<string, string>> =
  process.env.GATEWAY_TOKEN === undefined ? {} : { authorization: `Bearer ${process.env.GATEWAY_TOKEN}` };
