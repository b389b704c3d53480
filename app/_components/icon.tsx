import clsx from "clsx";
import type { LucideIcon } from "lucide-react";
import Activity from "lucide-react/icons/activity";
import Archive from "lucide-react/icons/archive";
import ArrowRight from "lucide-react/icons/arrow-right";
import Ban from "lucide-react/icons/ban";
import Bell from "lucide-react/icons/bell";
import Building from "lucide-react/icons/building-2";
import CalendarX from "lucide-react/icons/calendar-x";
import Check from "lucide-react/icons/check";
import ChevronDown from "lucide-react/icons/chevron-down";
import ChevronRight from "lucide-react/icons/chevron-right";
import ChevronsUpDown from "lucide-react/icons/chevrons-up-down";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleDashed from "lucide-react/icons/circle-dashed";
import CircleDot from "lucide-react/icons/circle-dot";
import CircleSlash from "lucide-react/icons/circle-slash";
import CircleX from "lucide-react/icons/circle-x";
import Clock from "lucide-react/icons/clock";
import Copy from "lucide-react/icons/copy";
import Database from "lucide-react/icons/database";
import Download from "lucide-react/icons/download";
import Ellipsis from "lucide-react/icons/ellipsis";
import ExternalLink from "lucide-react/icons/external-link";
import Archived from "lucide-react/icons/file-archive";
import History from "lucide-react/icons/history";
import Inbox from "lucide-react/icons/inbox";
import Info from "lucide-react/icons/info";
import LayoutDashboard from "lucide-react/icons/layout-dashboard";
import Link from "lucide-react/icons/link";
import LoaderCircle from "lucide-react/icons/loader-circle";
import LogOut from "lucide-react/icons/log-out";
import Menu from "lucide-react/icons/menu";
import Minus from "lucide-react/icons/minus";
import Monitor from "lucide-react/icons/monitor";
import Moon from "lucide-react/icons/moon";
import Plus from "lucide-react/icons/plus";
import RefreshCw from "lucide-react/icons/refresh-cw";
import Search from "lucide-react/icons/search";
import ShieldAlert from "lucide-react/icons/shield-alert";
import ShieldCheck from "lucide-react/icons/shield-check";
import Sun from "lucide-react/icons/sun";
import Trash from "lucide-react/icons/trash-2";
import TriangleAlert from "lucide-react/icons/triangle-alert";
import Upload from "lucide-react/icons/upload";
import User from "lucide-react/icons/user";
import X from "lucide-react/icons/x";

const icons = {
  activity: Activity,
  archive: Archive,
  "arrow-right": ArrowRight,
  ban: Ban,
  bell: Bell,
  building: Building,
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
  "file-archive": Archived,
  history: History,
  inbox: Inbox,
  info: Info,
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
  search: Search,
  "shield-alert": ShieldAlert,
  "shield-check": ShieldCheck,
  sun: Sun,
  trash: Trash,
  "triangle-alert": TriangleAlert,
  upload: Upload,
  user: User,
  x: X,
} satisfies Record<string, LucideIcon>;

/** The icons of the product. A new one is one import and one line above. */
export type IconName = keyof typeof icons;

/**
 * One icon, 16 px unless `className` sets a size, in the colour of the text. It says nothing to a screen reader: the
 * word stands beside it, or on the control around it. For server components; client components import a single icon.
 */
export function Icon({ name, className = "" }: { name: IconName; className?: string }) {
  const Drawing = icons[name];
  // Two sizes on one element: the larger would win, whatever their order here.
  const size = /(^|\s)size-/.test(className) ? "" : "size-4";
  return <Drawing aria-hidden="true" strokeWidth={1.75} className={clsx(size, "shrink-0", className)} />;
}
