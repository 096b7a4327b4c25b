import { dayNumber } from '../jodoo/statistics-day.ts';
import { cachedByDay } from './cached-by-day.ts';
import { createAppLives } from './living/app-lives.ts';
import { createMemberLives } from './living/member-lives.ts';
import type { Organization } from './organization.ts';
import { hasFlows, memberMetrics, overviewMetrics } from './wire-metrics.ts';

export interface LivingOrganizationOptions {
  /** A whole number from 0 to 2^32-1. Another seed, another organization. Default 1. */
  readonly seed?: number;
  /** About how many apps exist on a day: up to a tenth more or less. Default 240. */
  readonly apps?: number;
  /** About how many members it has. Default 30. */
  readonly members?: number;
}

/**
 * An organization worth looking at: apps are created, renamed, forgotten and deleted, members join and leave, weekends
 * are quiet. It lives for ever and has always lived: everything follows from the seed and the day, nothing from "now".
 */
export function createLivingOrganization(options: LivingOrganizationOptions = {}): Organization {
  const { seed = 1, apps: appCount = 240, members: memberCount = 30 } = options;
  const memberLives = createMemberLives(seed, memberCount);
  const appLives = createAppLives(seed, appCount, memberLives);

  const apps = cachedByDay((day) => {
    const number = dayNumber(day);
    return appLives.on(number).map((life) => life.itemOn(number, hasFlows(day)));
  });
  return {
    apps,
    members: cachedByDay((day) => {
      const metricsOf = memberMetrics(apps(day));
      return memberLives
        .on(dayNumber(day))
        .map(({ member }) => ({ member, metrics: metricsOf(member.member_id) }));
    }),
    overview: cachedByDay((day) => overviewMetrics(day, apps(day))),
  };
}
