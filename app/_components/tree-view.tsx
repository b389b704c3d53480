import type { TreeNode } from "@/lib/readable/tree";

/** A value of a file as branches that open without scripts. Its texts are inert already; the page only lays them out. */
export function TreeView({ nodes, isOpen = false }: { nodes: TreeNode[]; isOpen?: boolean }) {
  return (
    <ul className="grid min-w-0 gap-1">
      {nodes.map((node, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a stored value does not change its order
        <li key={at} className="min-w-0">
          {node.kind === "text" ? <Leaf name={node.name} text={node.text} /> : <Branch node={node} isOpen={isOpen} />}
        </li>
      ))}
    </ul>
  );
}

function Leaf({ name, text }: { name: string; text: string }) {
  return (
    <div className="grid min-w-0 gap-x-3 sm:grid-cols-[minmax(7rem,12rem)_minmax(0,1fr)]">
      <span className="text-muted [overflow-wrap:anywhere]">{name}</span>
      <bdi className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{text}</bdi>
    </div>
  );
}

function Branch({ node, isOpen }: { node: Extract<TreeNode, { kind: "branch" }>; isOpen: boolean }) {
  return (
    <details open={isOpen} className="group/branch min-w-0">
      <summary className="flex min-w-0 items-baseline gap-2 rounded-sm hover:bg-hover">
        <span aria-hidden="true" className="text-muted group-open/branch:rotate-90">
          ›
        </span>
        <span className="shrink-0 text-muted">{node.name}</span>
        <bdi className="min-w-0 truncate">{node.summary}</bdi>
      </summary>
      <div className="mt-1 ml-1 border-l border-line pl-3">
        <TreeView nodes={node.children} />
        {node.more > 0 && <p className="text-muted">{node.more.toLocaleString("en")} more are left out here.</p>}
      </div>
    </details>
  );
}
