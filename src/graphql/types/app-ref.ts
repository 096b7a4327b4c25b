import { builder } from '../builder.ts';

/** An app of the organization, whatever the day. */
export interface AppShape {
  readonly appId: string;
}

/** Apart from its fields, so that App and AppUsage can name each other. */
export const App = builder.objectRef<AppShape>('App');
