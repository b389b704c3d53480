import Link from "next/link";
import { type ButtonLook, buttonClasses } from "@/app/_components/button-classes";

type ButtonProps = ButtonLook & React.ComponentPropsWithRef<"button"> & { href?: undefined };
type LinkProps = ButtonLook & Omit<React.ComponentProps<typeof Link>, "className">;

/**
 * A button, or with `href` a link that looks like one. One primary per page. `type` is "button" unless given: inside a
 * form that submits, use SubmitButton, which shows that the answer is on its way.
 */
export function Button(props: ButtonProps | LinkProps) {
  if (props.href !== undefined) {
    const { variant, size, className, ...rest } = props;
    return <Link {...rest} className={buttonClasses(variant, size, className)} />;
  }
  const { variant, size, className, type = "button", ...rest } = props;
  return <button type={type} {...rest} className={buttonClasses(variant, size, className)} />;
}
