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

# Which days can be asked for, and how long answers take at the moment.
query HowBusy {
  gateway {
    earliestDate
    latestDate
    slots { perSecond waiting expectedWaitMs heldUntil }
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
