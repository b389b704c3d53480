/** What a refused page says (access.md, Refusals): the same words inside the application and in the plain document. */
export const refusalWords = {
  404: {
    tab: "Not found",
    title: "There is nothing here.",
    text: "The address is wrong, or the thing was deleted, or you are no member of the tenant that it belongs to.",
  },
  403: {
    tab: "Not allowed",
    title: "Your role does not include this.",
    text: "You are a member here, but your role does not let you do this. Ask an owner of the workspace for a role that does.",
  },
  500: {
    tab: "Something went wrong",
    title: "This page could not be shown.",
    text: "Something went wrong on our side, or the database does not answer at the moment. Nothing that was done is lost. This page tries again by itself every ten seconds; if it stays like this, tell whoever runs this TenantPilot the time and the number of the request.",
  },
} as const;

/** The statuses that have a page of their own. */
export type RefusalStatus = keyof typeof refusalWords;
