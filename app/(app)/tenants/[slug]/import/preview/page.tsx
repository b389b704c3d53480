import { redirect } from "next/navigation";
import { importsPath } from "../paths";

/** The step between Import and one preview in the breadcrumbs: the list of those that wait is on the Import page. */
export default async function PreviewsPage({ params }: { params: Promise<{ slug: string }> }): Promise<never> {
  redirect(importsPath((await params).slug));
}
