import { FadingToast } from "@/app/_components/fading-toast";
import { Toast } from "@/app/_components/toast";
import { findRefusal, refusedParam } from "@/app/refusal-cookie";

/** Says why a form that was posted to a route was refused, and what to do. `at` is the address's own parameter. */
export async function RefusalToast({ at }: { at: number | undefined }) {
  const refusal = await findRefusal(at);
  if (!refusal) return null;
  return (
    <FadingToast key={at} drop={[refusedParam]}>
      <Toast tone="danger" text={refusal.message} detail={refusal.next} />
    </FadingToast>
  );
}
