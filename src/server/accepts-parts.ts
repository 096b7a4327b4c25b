import { remembered } from './remembered.ts';

const PARTS = /^(\*|\*\/\*|multipart\/(\*|mixed)|text\/event-stream)$/;

/** Whether a client reads answers in parts, by its Accept header; one that sends none takes anything. */
export function acceptsParts(accept: string | undefined): boolean {
  return accept === undefined || namesParts(accept);
}

const namesParts = remembered((accept) =>
  accept.split(',').some((part) => {
    const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return PARTS.test(type) && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  }),
);
