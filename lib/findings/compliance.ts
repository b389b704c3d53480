import { inertText } from "@/lib/readable/inert-text";

/** The requirements of one framework. */
export interface FrameworkRefs {
  framework: string;
  requirements: string[];
}

/** References such as "CIS-6.0: 1.3.1" by framework, in their order; without a framework they are under "Other". */
export function groupByFramework(refs: readonly string[]): FrameworkRefs[] {
  const groups = new Map<string, string[]>();
  for (const ref of refs.map((one) => inertText(one, 200))) {
    const at = ref.indexOf(": ");
    const framework = at > 0 ? ref.slice(0, at) : "Other";
    const requirements = groups.get(framework) ?? [];
    requirements.push(at > 0 ? ref.slice(at + 2) : ref);
    groups.set(framework, requirements);
  }
  return [...groups].map(([framework, requirements]) => ({ framework, requirements }));
}
