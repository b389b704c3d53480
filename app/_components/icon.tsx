import clsx from "clsx";
import {
  Activity,
  Archive,
  ArrowRight,
  Ban,
  Bell,
  Building2,
  CalendarX,
  Check,
  ChevronDown,
  ChevronRight,
  ChevronsUpDown,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleSlash,
  CircleX,
  Clock,
  Copy,
  Database,
  Download,
  Ellipsis,
  ExternalLink,
  FileArchive,
  History,
  type IconNode,
  Inbox,
  Info,
  Layers,
  LayoutDashboard,
  Link,
  LoaderCircle,
  LogOut,
  Menu,
  Minus,
  Monitor,
  Moon,
  Plus,
  RefreshCw,
  ScrollText,
  Search,
  Settings,
  ShieldAlert,
  ShieldCheck,
  Sun,
  Table2,
  Trash2,
  TriangleAlert,
  Upload,
  User,
  X,
} from "lucide";
import { createElement } from "react";

const icons = {
  activity: Activity,
  archive: Archive,
  "arrow-right": ArrowRight,
  ban: Ban,
  bell: Bell,
  building: Building2,
  "calendar-x": CalendarX,
  check: Check,
  "chevron-down": ChevronDown,
  "chevron-right": ChevronRight,
  "chevrons-up-down": ChevronsUpDown,
  "circle-check": CircleCheck,
  "circle-dashed": CircleDashed,
  "circle-dot": CircleDot,
  "circle-slash": CircleSlash,
  "circle-x": CircleX,
  clock: Clock,
  copy: Copy,
  database: Database,
  download: Download,
  ellipsis: Ellipsis,
  "external-link": ExternalLink,
  "file-archive": FileArchive,
  history: History,
  inbox: Inbox,
  info: Info,
  layers: Layers,
  "layout-dashboard": LayoutDashboard,
  link: Link,
  loader: LoaderCircle,
  "log-out": LogOut,
  menu: Menu,
  minus: Minus,
  monitor: Monitor,
  moon: Moon,
  plus: Plus,
  refresh: RefreshCw,
  scroll: ScrollText,
  search: Search,
  settings: Settings,
  "shield-alert": ShieldAlert,
  "shield-check": ShieldCheck,
  sun: Sun,
  table: Table2,
  trash: Trash2,
  "triangle-alert": TriangleAlert,
  upload: Upload,
  user: User,
  x: X,
} satisfies Record<string, IconNode>;

/** The icons of the product. A new one is one import and one line above. */
export type IconName = keyof typeof icons;

/**
 * One icon, 16 px unless `className` sets a size, in the colour of the text. It says nothing to a screen reader: the
 * word stands beside it, or on the control around it. For server components; client components draw a `Glyph`.
 */
export function Icon({ name, className = "" }: { name: IconName; className?: string }) {
  // Two sizes on one element: the larger would win, whatever their order here.
  const size = /(^|\s)size-/.test(className) ? "" : "size-4";
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className={clsx(size, "shrink-0", className)}
    >
      {icons[name].map(([tag, attributes]) => createElement(tag, { ...attributes, key: JSON.stringify(attributes) }))}
    </svg>
  );
}
