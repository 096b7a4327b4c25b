/**
 * The tools that every gateway has: one a query, described by its comments. Days can be left out where "now" is meant;
 * what is not archived yet is waited for, within the limits of any query.
 */
export const DEFAULT_DOCUMENT = `
# Finds apps by a part of their name: ids for the other tools, with creator, last visit and number of records.
query find_apps(
  # A part of the name, upper and lower case alike. Left out: all apps.
  $nameContains: String
  # Which day, yyyy-MM-dd. Left out: the latest, yesterday in UTC+8.
  $date: Date
  # How many apps, at most 100.
  $first: Int! = 20
) {
  appUsage(
    date: $date
    first: $first
    filter: { nameContains: $nameContains }
    orderBy: { by: NAME, direction: ASC }
  ) {
    date
    totalCount
    nodes {
      appId
      appName
      creator { memberId name }
      createdAt
      lastVisitAt
      metrics { data }
    }
  }
}

# The top apps of one day: by records, forms, automations or another count, or by the last visit or edit (direction
# ASC finds those that nobody has visited for longest), with totals over all apps of the day.
query top_apps(
  $by: AppUsageOrderBy! = DATA
  # DESC: the greatest or latest first. ASC: the smallest or earliest first.
  $direction: OrderDirection! = DESC
  # Which day, yyyy-MM-dd. Left out: the latest, yesterday in UTC+8.
  $date: Date
  # How many apps, at most 100.
  $first: Int! = 10
) {
  appUsage(date: $date, first: $first, orderBy: { by: $by, direction: $direction }) {
    date
    settled
    totalCount
    totals { ...counts }
    nodes {
      appId
      appName
      creator { memberId name }
      createdAt
      lastEditAt
      lastVisitAt
      metrics { ...counts }
    }
  }
}

# What changed between two days: which apps were created, deleted or changed, and by how much; the greatest change
# of a count first. Also answers what has grown most.
query what_changed(
  # The earlier day, yyyy-MM-dd; at most 180 days ago, unless it is archived.
  $from: Date!
  # The later day, yyyy-MM-dd; at the latest yesterday in UTC+8.
  $to: Date!
  # The count whose change orders the apps.
  $metric: Metric! = DATA
  $kinds: [ChangeKind!] = [CREATED, DELETED, CHANGED]
  # How many apps, at most 100.
  $first: Int! = 20
) {
  appUsageChanges(from: $from, to: $to, kinds: $kinds, orderBy: { metric: $metric }, first: $first) {
    from
    to
    totalCount
    nodes {
      kind
      app { appId name creator { name } }
      before { metrics { ...counts } }
      changes { ...changes }
      percent(metric: $metric)
    }
  }
}

# The history of one app: its counts by day, week or month, and how they changed from one period to the next.
query app_history(
  # The app's id; find_apps knows it.
  $appId: ID!
  # The first day, yyyy-MM-dd. Ask for a month at most at once: each day that is not archived costs a second.
  $from: Date!
  # The last day, yyyy-MM-dd; at the latest yesterday in UTC+8.
  $to: Date!
  $interval: Interval! = DAY
) {
  app(appId: $appId) {
    appId
    name
    creator { memberId name }
    firstSeen
    lastSeen
    series(from: $from, to: $to, interval: $interval, wait: true) {
      missingDates
      periods { from to missingDates metrics { ...counts } change { ...changes } }
    }
  }
}

# How the organization is doing: its counts by day, week or month, how they changed from one period to the next, and
# which days can be asked for.
query organization_history(
  # The first day, yyyy-MM-dd. Ask for a month at most at once: each day that is not archived costs a second.
  $from: Date!
  # The last day, yyyy-MM-dd; at the latest yesterday in UTC+8.
  $to: Date!
  $interval: Interval! = DAY
) {
  organizationSeries(from: $from, to: $to, interval: $interval, wait: true) {
    missingDates
    periods { from to missingDates metrics { ...counts } change { ...changes } }
  }
  gateway { earliestDate latestDate archive { firstDate } }
}

fragment counts on UsageMetrics {
  app
  formCoop
  formWorkflow
  dash
  etl
  aggregate
  publicLink
  dataTrigger
  automation
  bpa
  data
  dailyAutomationExec
  dailyAttachmentUpload
}

fragment changes on MetricChanges {
  app
  formCoop
  formWorkflow
  dash
  etl
  aggregate
  publicLink
  dataTrigger
  automation
  bpa
  data
  dailyAutomationExec
  dailyAttachmentUpload
}
`;
