import { graphSources } from "@/lib/graph/sources";
import type { StepView } from "@/lib/operations/steps";
import { stepWords } from "../../../review-packs/_components/progress-words";

const packSteps = ["claim", "collect", "render", "assemble", "verify", "publish", "notify"] as const;

/** The steps that a run of a kind takes when all goes well, in their order. */
export const stepsOfType: Record<string, readonly string[]> = {
  "tenant.review_pack.generate": packSteps,
  "tenant.import": ["import"],
  "tenant.graph_fetch": [...graphSources.map(({ name }) => name), "store"],
};

const names: Record<string, string> = {
  ...Object.fromEntries(Object.entries(stepWords).map(([step, { name }]) => [step, name])),
  notify: "Notify",
  read_again: "Read the file again",
  import: "Read and import the file",
  ...Object.fromEntries(graphSources.map(({ name, label }) => [name, label])),
  store: "Store the reports",
};

/** What people call a step; one that is not known is shown as it is. */
export const stepName = (name: string) => names[name] ?? name.replaceAll("_", " ");

/** The steps of one run of the durable function. */
export interface StepGroup {
  runId: string | null;
  steps: StepView[];
}

/** A run that was taken over comes before the one that took it over. */
export function groupByRun(steps: readonly StepView[]): StepGroup[] {
  const groups: StepGroup[] = [];
  for (const step of steps) {
    const group = groups.find(({ runId }) => runId === step.runId);
    if (group) group.steps.push(step);
    else groups.push({ runId: step.runId, steps: [step] });
  }
  return groups;
}
