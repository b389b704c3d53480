import { roleWords } from "@/app/_components/role-words";
import { roles } from "@/lib/auth/capabilities";
import type { FormField } from "../_components/settings-form";

/** Who, as what and where: the fields of "Add a member" and "Invite a person". */
export function memberFields(workspaceName: string, tenants: { slug: string; name: string }[]): FormField[] {
  return [
    { name: "email", label: "E-mail", type: "email", isRequired: true, placeholder: "name@example.com" },
    { name: "name", label: "Name", hint: "Left empty: the first part of the e-mail." },
    {
      name: "role",
      label: "Role",
      value: "readonly",
      options: roles.map((role) => ({ value: role, label: `${roleWords[role].label}: ${roleWords[role].means}` })),
    },
    {
      name: "tenant",
      label: "Where",
      options: [
        { value: "", label: `The whole workspace ${workspaceName}` },
        ...tenants.map(({ slug, name }) => ({ value: slug, label: `Only ${name}` })),
      ],
    },
  ];
}
