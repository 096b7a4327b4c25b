/** Written by `npm run dashboard:documents` from queries/ and the schema. Not for editing. */
import type { TypedDocument } from './client/typed-document.ts';

export type AppUsageFilter = {
  readonly nameContains?: string | null;
  readonly creatorIds?: readonly (string)[] | null;
  readonly createdAfter?: string | null;
  readonly createdBefore?: string | null;
  readonly lastEditAfter?: string | null;
  readonly lastEditBefore?: string | null;
  readonly lastVisitAfter?: string | null;
  readonly lastVisitBefore?: string | null;
  readonly neverVisited?: boolean | null;
  readonly metrics?: readonly (MetricCondition)[] | null;
};
export type AppUsageOrder = {
  readonly by: AppUsageOrderBy;
  readonly direction?: OrderDirection;
};
export type AppUsageOrderBy = 'NAME' | 'CREATED_AT' | 'LAST_EDIT_AT' | 'LAST_VISIT_AT' | 'FORM_COOP' | 'FORM_WORKFLOW' | 'DASH' | 'ETL' | 'AGGREGATE' | 'PUBLIC_LINK' | 'DATA_TRIGGER' | 'AUTOMATION' | 'BPA' | 'DATA' | 'DAILY_AUTOMATION_EXEC' | 'DAILY_ATTACHMENT_UPLOAD';
export type ChangeKind = 'CREATED' | 'DELETED' | 'CHANGED' | 'UNCHANGED';
export type ChangeMeasure = 'ABSOLUTE' | 'PERCENT';
export type Coverage = 'NONE' | 'PARTIAL' | 'COMPLETE' | 'NOT_COLLECTED';
export type GroupBy = 'CREATOR' | 'CREATED_MONTH' | 'LAST_VISIT_AGE';
export type GroupOrder = {
  readonly by: GroupOrderBy;
  readonly direction?: OrderDirection;
};
export type GroupOrderBy = 'KEY' | 'APPS' | 'FORM_COOP' | 'FORM_WORKFLOW' | 'DASH' | 'ETL' | 'AGGREGATE' | 'PUBLIC_LINK' | 'DATA_TRIGGER' | 'AUTOMATION' | 'BPA' | 'DATA' | 'DAILY_AUTOMATION_EXEC' | 'DAILY_ATTACHMENT_UPLOAD';
export type Interval = 'DAY' | 'WEEK' | 'MONTH';
export type MemberUsageFilter = {
  readonly nameContains?: string | null;
  readonly metrics?: readonly (MetricCondition)[] | null;
};
export type MemberUsageOrder = {
  readonly by: MemberUsageOrderBy;
  readonly direction?: OrderDirection;
};
export type MemberUsageOrderBy = 'NAME' | 'APP' | 'FORM_COOP' | 'FORM_WORKFLOW' | 'DASH' | 'ETL' | 'AGGREGATE' | 'PUBLIC_LINK' | 'DATA_TRIGGER' | 'AUTOMATION' | 'BPA' | 'DATA';
export type Metric = 'APP' | 'FORM_COOP' | 'FORM_WORKFLOW' | 'DASH' | 'ETL' | 'AGGREGATE' | 'PUBLIC_LINK' | 'DATA_TRIGGER' | 'AUTOMATION' | 'BPA' | 'DATA' | 'DAILY_AUTOMATION_EXEC' | 'DAILY_ATTACHMENT_UPLOAD';
export type MetricCondition = {
  readonly metric: Metric;
  readonly min?: number | null;
  readonly max?: number | null;
};
export type OrderDirection = 'ASC' | 'DESC';
export type UsageChangeOrder = {
  readonly metric: Metric;
  readonly by?: ChangeMeasure;
  readonly direction?: OrderDirection;
};
export type UsageList = 'APPS' | 'MEMBERS' | 'ORGANIZATION';
export type AppRow = {
  readonly appId: string;
  readonly appName: string;
  readonly creator: {
    readonly memberId: string;
    readonly name: string;
  } | null;
  readonly createdAt: string | null;
  readonly lastEditAt: string | null;
  readonly lastVisitAt: string | null;
  readonly metrics: Metrics | null;
};
export type SlotsParts = {
  readonly perSecond: number;
  readonly waiting: number;
  readonly expectedWaitMs: number;
  readonly heldUntil: string | null;
};
export type MemberRow = {
  readonly memberId: string;
  readonly member: {
    readonly name: string;
  };
  readonly metrics: Metrics | null;
};
export type Metrics = {
  readonly app: number | null;
  readonly formCoop: number | null;
  readonly formWorkflow: number | null;
  readonly dash: number | null;
  readonly etl: number | null;
  readonly aggregate: number | null;
  readonly publicLink: number | null;
  readonly dataTrigger: number | null;
  readonly automation: number | null;
  readonly bpa: number | null;
  readonly data: number | null;
  readonly dailyAutomationExec: number | null;
  readonly dailyAttachmentUpload: number | null;
};
export type Changes = {
  readonly app: number | null;
  readonly formCoop: number | null;
  readonly formWorkflow: number | null;
  readonly dash: number | null;
  readonly etl: number | null;
  readonly aggregate: number | null;
  readonly publicLink: number | null;
  readonly dataTrigger: number | null;
  readonly automation: number | null;
  readonly bpa: number | null;
  readonly data: number | null;
  readonly dailyAutomationExec: number | null;
  readonly dailyAttachmentUpload: number | null;
};
export type Series = {
  readonly periods: readonly ({
    readonly from: string;
    readonly to: string;
    readonly metrics: Metrics | null;
    readonly change: Changes | null;
    readonly missingDates: readonly (string)[];
  })[];
  readonly missingDates: readonly (string)[];
};
export type Page = {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
};
export const AppTable: TypedDocument<{
  readonly appUsage: {
    readonly date: string;
    readonly settled: boolean;
    readonly totalCount: number | null;
    readonly edges: readonly ({
      readonly node: AppRow;
    } | null)[];
    readonly pageInfo: Page;
  } | null;
}, {
  readonly date?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly filter?: AppUsageFilter | null;
  readonly orderBy?: AppUsageOrder | null;
}> = {
  name: 'AppTable',
  text: `query AppTable($date: Date, $first: Int, $after: String, $last: Int, $before: String, $filter: AppUsageFilter, $orderBy: AppUsageOrder) {
  appUsage(
    date: $date
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
    orderBy: $orderBy
  ) {
    date
    settled
    totalCount
    edges {
      node {
        ...AppRow
      }
    }
    pageInfo {
      ...Page
    }
  }
}

fragment AppRow on AppUsage {
  appId
  appName
  creator {
    memberId
    name
  }
  createdAt
  lastEditAt
  lastVisitAt
  metrics {
    ...Metrics
  }
}

fragment Metrics on UsageMetrics {
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

fragment Page on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`,
};
export const AppDetails: TypedDocument<{
  readonly app: {
    readonly appId: string;
    readonly name: string | null;
    readonly creator: {
      readonly memberId: string;
      readonly name: string;
    } | null;
    readonly firstSeen: string | null;
    readonly lastSeen: string | null;
    readonly usage: AppRow | null;
  } | null;
}, {
  readonly appId: string;
  readonly date?: string | null;
}> = {
  name: 'AppDetails',
  text: `query AppDetails($appId: ID!, $date: Date) {
  app(appId: $appId) {
    appId
    name
    creator {
      memberId
      name
    }
    firstSeen
    lastSeen
    usage(date: $date) {
      ...AppRow
    }
  }
}

fragment AppRow on AppUsage {
  appId
  appName
  creator {
    memberId
    name
  }
  createdAt
  lastEditAt
  lastVisitAt
  metrics {
    ...Metrics
  }
}

fragment Metrics on UsageMetrics {
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
}`,
};
export const AppSeries: TypedDocument<{
  readonly app: {
    readonly appId: string;
    readonly name: string | null;
    readonly series: Series;
  } | null;
}, {
  readonly appId: string;
  readonly from: string;
  readonly to: string;
  readonly interval: Interval;
  readonly wait: boolean;
}> = {
  name: 'AppSeries',
  text: `query AppSeries($appId: ID!, $from: Date!, $to: Date!, $interval: Interval!, $wait: Boolean!) {
  app(appId: $appId) {
    appId
    name
    series(from: $from, to: $to, interval: $interval, wait: $wait) {
      ...Series
    }
  }
}

fragment Series on UsageSeries {
  periods {
    from
    to
    metrics {
      ...Metrics
    }
    change {
      ...Changes
    }
    missingDates
  }
  missingDates
}

fragment Metrics on UsageMetrics {
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

fragment Changes on MetricChanges {
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
}`,
};
export const FindApps: TypedDocument<{
  readonly apps: {
    readonly totalCount: number;
    readonly nodes: readonly ({
      readonly appId: string;
      readonly name: string | null;
    })[];
  } | null;
}, {
  readonly nameContains: string;
  readonly first: number;
}> = {
  name: 'FindApps',
  text: `query FindApps($nameContains: String!, $first: Int!) {
  apps(nameContains: $nameContains, first: $first) {
    totalCount
    nodes {
      appId
      name
    }
  }
}`,
};
export const GatewayState: TypedDocument<{
  readonly gateway: {
    readonly earliestDate: string;
    readonly latestDate: string;
    readonly slots: SlotsParts;
    readonly lanes: readonly ({
      readonly list: UsageList;
      readonly slots: SlotsParts;
    })[];
    readonly archive: {
      readonly firstDate: string | null;
      readonly lastDate: string | null;
      readonly completeDays: number;
      readonly rows: number;
      readonly collecting: {
        readonly date: string;
        readonly daysDone: number;
        readonly daysTotal: number;
        readonly expectedMs: number;
      } | null;
    };
  };
}, Readonly<Record<string, never>>> = {
  name: 'GatewayState',
  text: `query GatewayState {
  gateway {
    earliestDate
    latestDate
    slots {
      ...SlotsParts
    }
    lanes {
      list
      slots {
        ...SlotsParts
      }
    }
    archive {
      firstDate
      lastDate
      completeDays
      rows
      collecting {
        date
        daysDone
        daysTotal
        expectedMs
      }
    }
  }
}

fragment SlotsParts on Slots {
  perSecond
  waiting
  expectedWaitMs
  heldUntil
}`,
};
export const Price: TypedDocument<{
  readonly gateway: {
    readonly cost: {
      readonly calls: number;
      readonly expectedMs: number;
      readonly allowed: boolean;
    } | null;
  };
}, Readonly<Record<string, never>>> = {
  name: 'Price',
  text: `query Price {
  gateway(dryRun: true) {
    cost {
      calls
      expectedMs
      allowed
    }
  }
}`,
};
export const ArchiveCoverage: TypedDocument<{
  readonly gateway: {
    readonly archive: {
      readonly coverage: readonly ({
        readonly date: string;
        readonly apps: Coverage;
        readonly members: Coverage;
        readonly organization: Coverage;
        readonly settled: boolean;
      })[];
    };
  };
}, {
  readonly from: string;
  readonly to: string;
}> = {
  name: 'ArchiveCoverage',
  text: `query ArchiveCoverage($from: Date!, $to: Date!) {
  gateway {
    archive {
      coverage(from: $from, to: $to) {
        date
        apps
        members
        organization
        settled
      }
    }
  }
}`,
};
export const Discrepancies: TypedDocument<{
  readonly gateway: {
    readonly archive: {
      readonly discrepancies: readonly ({
        readonly date: string;
        readonly metric: Metric;
        readonly sumOverApps: number;
        readonly organization: number;
      })[];
    };
  };
}, {
  readonly from: string;
  readonly to: string;
}> = {
  name: 'Discrepancies',
  text: `query Discrepancies($from: Date!, $to: Date!) {
  gateway {
    archive {
      discrepancies(from: $from, to: $to) {
        date
        metric
        sumOverApps
        organization
      }
    }
  }
}`,
};
export const Collection: TypedDocument<{
  readonly collection: {
    readonly done: number;
    readonly total: number;
    readonly expectedMs: number;
    readonly missingDates: readonly (string)[];
  };
}, {
  readonly from: string;
  readonly to: string;
}> = {
  name: 'Collection',
  text: `subscription Collection($from: Date!, $to: Date!) {
  collection(from: $from, to: $to) {
    done
    total
    expectedMs
    missingDates
  }
}`,
};
export const QueueDays: TypedDocument<{
  readonly usageTotals: {
    readonly missingDates: readonly (string)[];
  } | null;
  readonly organizationSeries: {
    readonly missingDates: readonly (string)[];
  } | null;
}, {
  readonly from: string;
  readonly to: string;
}> = {
  name: 'QueueDays',
  text: `query QueueDays($from: Date!, $to: Date!) {
  usageTotals(from: $from, to: $to) {
    missingDates
  }
  organizationSeries(from: $from, to: $to) {
    missingDates
  }
}`,
};
export const MemberTable: TypedDocument<{
  readonly memberUsage: {
    readonly date: string;
    readonly settled: boolean;
    readonly totalCount: number | null;
    readonly edges: readonly ({
      readonly node: MemberRow;
    } | null)[];
    readonly pageInfo: Page;
  } | null;
}, {
  readonly date?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly filter?: MemberUsageFilter | null;
  readonly orderBy?: MemberUsageOrder | null;
}> = {
  name: 'MemberTable',
  text: `query MemberTable($date: Date, $first: Int, $after: String, $last: Int, $before: String, $filter: MemberUsageFilter, $orderBy: MemberUsageOrder) {
  memberUsage(
    date: $date
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
    orderBy: $orderBy
  ) {
    date
    settled
    totalCount
    edges {
      node {
        ...MemberRow
      }
    }
    pageInfo {
      ...Page
    }
  }
}

fragment MemberRow on MemberUsage {
  memberId
  member {
    name
  }
  metrics {
    ...Metrics
  }
}

fragment Metrics on UsageMetrics {
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

fragment Page on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`,
};
export const MemberDetails: TypedDocument<{
  readonly member: {
    readonly memberId: string;
    readonly name: string;
    readonly usage: MemberRow | null;
  } | null;
}, {
  readonly memberId: string;
  readonly date?: string | null;
}> = {
  name: 'MemberDetails',
  text: `query MemberDetails($memberId: ID!, $date: Date) {
  member(memberId: $memberId) {
    memberId
    name
    usage(date: $date) {
      ...MemberRow
    }
  }
}

fragment MemberRow on MemberUsage {
  memberId
  member {
    name
  }
  metrics {
    ...Metrics
  }
}

fragment Metrics on UsageMetrics {
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
}`,
};
export const MemberSeries: TypedDocument<{
  readonly member: {
    readonly memberId: string;
    readonly name: string;
    readonly series: Series;
  } | null;
}, {
  readonly memberId: string;
  readonly from: string;
  readonly to: string;
  readonly interval: Interval;
  readonly wait: boolean;
}> = {
  name: 'MemberSeries',
  text: `query MemberSeries($memberId: ID!, $from: Date!, $to: Date!, $interval: Interval!, $wait: Boolean!) {
  member(memberId: $memberId) {
    memberId
    name
    series(from: $from, to: $to, interval: $interval, wait: $wait) {
      ...Series
    }
  }
}

fragment Series on UsageSeries {
  periods {
    from
    to
    metrics {
      ...Metrics
    }
    change {
      ...Changes
    }
    missingDates
  }
  missingDates
}

fragment Metrics on UsageMetrics {
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

fragment Changes on MetricChanges {
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
}`,
};
export const MemberApps: TypedDocument<{
  readonly member: {
    readonly apps: {
      readonly date: string;
      readonly settled: boolean;
      readonly totalCount: number | null;
      readonly edges: readonly ({
        readonly node: AppRow;
      } | null)[];
      readonly pageInfo: Page;
    };
  } | null;
}, {
  readonly memberId: string;
  readonly date?: string | null;
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly orderBy?: AppUsageOrder | null;
}> = {
  name: 'MemberApps',
  text: `query MemberApps($memberId: ID!, $date: Date, $first: Int, $after: String, $last: Int, $before: String, $orderBy: AppUsageOrder) {
  member(memberId: $memberId) {
    apps(
      date: $date
      first: $first
      after: $after
      last: $last
      before: $before
      orderBy: $orderBy
    ) {
      date
      settled
      totalCount
      edges {
        node {
          ...AppRow
        }
      }
      pageInfo {
        ...Page
      }
    }
  }
}

fragment AppRow on AppUsage {
  appId
  appName
  creator {
    memberId
    name
  }
  createdAt
  lastEditAt
  lastVisitAt
  metrics {
    ...Metrics
  }
}

fragment Metrics on UsageMetrics {
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

fragment Page on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`,
};
export const OrganizationDay: TypedDocument<{
  readonly organizationUsage: {
    readonly date: string;
    readonly settled: boolean;
    readonly metrics: Metrics | null;
  } | null;
}, {
  readonly date?: string | null;
}> = {
  name: 'OrganizationDay',
  text: `query OrganizationDay($date: Date) {
  organizationUsage(date: $date) {
    date
    settled
    metrics {
      ...Metrics
    }
  }
}

fragment Metrics on UsageMetrics {
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
}`,
};
export const OrganizationSeries: TypedDocument<{
  readonly organizationSeries: Series | null;
}, {
  readonly from: string;
  readonly to: string;
  readonly interval: Interval;
  readonly wait: boolean;
}> = {
  name: 'OrganizationSeries',
  text: `query OrganizationSeries($from: Date!, $to: Date!, $interval: Interval!, $wait: Boolean!) {
  organizationSeries(from: $from, to: $to, interval: $interval, wait: $wait) {
    ...Series
  }
}

fragment Series on UsageSeries {
  periods {
    from
    to
    metrics {
      ...Metrics
    }
    change {
      ...Changes
    }
    missingDates
  }
  missingDates
}

fragment Metrics on UsageMetrics {
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

fragment Changes on MetricChanges {
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
}`,
};
export const Movers: TypedDocument<{
  readonly appUsageChanges: {
    readonly totalCount: number;
    readonly nodes: readonly ({
      readonly kind: ChangeKind;
      readonly app: {
        readonly appId: string;
        readonly name: string | null;
      };
      readonly before: {
        readonly appName: string;
        readonly metrics: Metrics | null;
      } | null;
      readonly after: {
        readonly appName: string;
        readonly metrics: Metrics | null;
      } | null;
      readonly changes: Changes;
      readonly percent: number | null;
    })[];
    readonly pageInfo: Page;
  } | null;
}, {
  readonly from: string;
  readonly to: string;
  readonly kinds?: readonly (ChangeKind)[] | null;
  readonly orderBy: UsageChangeOrder;
  readonly metric: Metric;
  readonly first: number;
  readonly after?: string | null;
}> = {
  name: 'Movers',
  text: `query Movers($from: Date!, $to: Date!, $kinds: [ChangeKind!], $orderBy: UsageChangeOrder!, $metric: Metric!, $first: Int!, $after: String) {
  appUsageChanges(
    from: $from
    to: $to
    kinds: $kinds
    orderBy: $orderBy
    first: $first
    after: $after
  ) {
    totalCount
    nodes {
      kind
      app {
        appId
        name
      }
      before {
        appName
        metrics {
          ...Metrics
        }
      }
      after {
        appName
        metrics {
          ...Metrics
        }
      }
      changes {
        ...Changes
      }
      percent(metric: $metric)
    }
    pageInfo {
      ...Page
    }
  }
}

fragment Metrics on UsageMetrics {
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

fragment Changes on MetricChanges {
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

fragment Page on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`,
};
export const NotVisited: TypedDocument<{
  readonly appUsage: {
    readonly totalCount: number | null;
    readonly nodes: readonly ({
      readonly appId: string;
      readonly appName: string;
      readonly lastVisitAt: string | null;
      readonly createdAt: string | null;
    } | null)[];
  } | null;
}, {
  readonly date: string;
  readonly filter: AppUsageFilter;
  readonly first: number;
}> = {
  name: 'NotVisited',
  text: `query NotVisited($date: Date!, $filter: AppUsageFilter!, $first: Int!) {
  appUsage(
    date: $date
    filter: $filter
    orderBy: {by: LAST_VISIT_AT, direction: ASC}
    first: $first
  ) {
    totalCount
    nodes {
      appId
      appName
      lastVisitAt
      createdAt
    }
  }
}`,
};
export const Groups: TypedDocument<{
  readonly appUsageGroups: {
    readonly totalCount: number;
    readonly nodes: readonly ({
      readonly key: string;
      readonly creator: {
        readonly memberId: string;
        readonly name: string;
      } | null;
      readonly apps: number;
      readonly metrics: Metrics;
      readonly share: number | null;
    })[];
    readonly pageInfo: Page;
  } | null;
}, {
  readonly date: string;
  readonly by: GroupBy;
  readonly orderBy: GroupOrder;
  readonly metric: Metric;
  readonly first: number;
  readonly after?: string | null;
}> = {
  name: 'Groups',
  text: `query Groups($date: Date!, $by: GroupBy!, $orderBy: GroupOrder!, $metric: Metric!, $first: Int!, $after: String) {
  appUsageGroups(
    date: $date
    by: $by
    orderBy: $orderBy
    first: $first
    after: $after
  ) {
    totalCount
    nodes {
      key
      creator {
        memberId
        name
      }
      apps
      metrics {
        ...Metrics
      }
      share(metric: $metric)
    }
    pageInfo {
      ...Page
    }
  }
}

fragment Metrics on UsageMetrics {
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

fragment Page on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`,
};
