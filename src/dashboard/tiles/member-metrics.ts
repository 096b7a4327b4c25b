import { METRICS } from '../format/metric-table.ts';

/** What is counted of members: Jodoo counts no flows of them. */
export const MEMBER_METRICS = METRICS.filter(({ measure }) => measure === 'level');

export const FLOWS = METRICS.filter(({ measure }) => measure === 'flow').map(({ key }) => key);
