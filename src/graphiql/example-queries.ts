/** What GraphiQL opens with: each finds something in any organization, and its lines fit the pane. */
export const EXAMPLE_QUERIES = `# Usage of your Jodoo organization.
# Days are UTC+8; the latest is yesterday.
# Put the cursor into a query, press Ctrl+Enter.

# The apps with the most records.
# Lists the whole day, once.
query LargestApps {
  appUsage(first: 10, orderBy: { by: DATA }) {
    date
    edges {
      node {
        appName
        creator { name }
        metrics { data }
      }
    }
    totalCount
    totals { data }
  }
}

# The organization in one call.
query Organization {
  organizationUsage {
    date
    settled
    metrics {
      app
      formCoop
      formWorkflow
      dash
      data
    }
  }
}

# The apps that were not visited for longest.
query NotVisited {
  appUsage(
    first: 10
    orderBy: { by: LAST_VISIT_AT, direction: ASC }
  ) {
    edges {
      node {
        appName
        lastVisitAt
        creator { name }
      }
    }
  }
}

# The members who hold the most records.
query Members {
  memberUsage(first: 10, orderBy: { by: DATA }) {
    edges {
      node {
        member { name }
        metrics { app data }
      }
    }
  }
}

# What is archived, and how long answers take.
query HowBusy {
  gateway {
    earliestDate
    latestDate
    lanes {
      list
      slots { waiting expectedWaitMs heldUntil }
    }
    archive { completeDays rows }
  }
}
`;
