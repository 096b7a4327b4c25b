/** What GraphiQL opens with: each works at once, whatever the organization. */
export const EXAMPLE_QUERIES = `# Usage statistics of your Jodoo organization. Days are counted in UTC+8; the newest is yesterday.
# Put the cursor into a query and press Ctrl+Enter, or press the play button and choose one.

# The first apps of the latest day. For more: appUsage(first: 10, after: "<endCursor>").
query FirstApps {
  appUsage(first: 10) {
    date
    nodes {
      appId
      appName
      creator { name }
      metrics { formCoop formWorkflow dash data }
    }
    pageInfo { hasNextPage endCursor }
  }
}

# The apps with the most records, and the sum over all apps. It lists the whole day, once.
query Largest {
  appUsage(first: 5, orderBy: { by: DATA }, filter: { metrics: [{ metric: DATA, min: 1 }] }) {
    nodes { appName lastVisitAt metrics { data } }
    totalCount
    totals { data }
  }
}

# Which days can be asked for, and how long answers take at the moment.
query HowBusy {
  gateway {
    earliestDate
    latestDate
    slots { perSecond waiting expectedWaitMs heldUntil }
    archive { completeDays rows collecting { date daysDone daysTotal expectedMs } }
  }
}

# Apps by id, in your order, and what Jodoo does not know among them.
query ById($appIds: [ID!] = ["65f000000000000000000001"]) {
  appUsage(appIds: $appIds) {
    nodes { appName lastVisitAt metrics { data dailyAttachmentUpload } }
    missingAppIds
  }
}
`;
