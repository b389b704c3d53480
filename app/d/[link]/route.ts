import { respondToDownload } from "@/lib/download-links/respond";

// The link is the credential: no session is read here (downloads.md). All rules are in lib/download-links.

export function GET(request: Request): Promise<Response> {
  return respondToDownload("GET", request, new Date());
}

export function HEAD(request: Request): Promise<Response> {
  return respondToDownload("HEAD", request, new Date());
}
